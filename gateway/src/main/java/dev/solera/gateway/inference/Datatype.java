package dev.solera.gateway.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What the elements of a tensor are, of what the protocol knows. */
enum Datatype {
    FP32(Float.BYTES),
    INT64(Long.BYTES);

    private final int bytes;

    Datatype(int bytes) {
        this.bytes = bytes;
    }

    /** @throws InferenceException where it is none that is taken here */
    static Datatype parse(String tensor, String text) {
        return Arrays.stream(values())
                .filter(type -> type.name().equals(text))
                .findFirst()
                .orElseThrow(() -> InferenceException.invalid(
                        "datatype of " + tensor,
                        text,
                        Arrays.stream(values()).map(Datatype::name).collect(Collectors.joining(", "))));
    }

    /** Of one element. */
    int bytes() {
        return bytes;
    }

    /** Elements that lie one after the other, little endian. */
    TensorData decode(String tensor, ByteBuffer raw) {
        ByteBuffer data = raw.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (data.remaining() % bytes != 0) {
            throw InferenceException.invalid(
                    "data of " + tensor,
                    data.remaining() + " bytes",
                    "a multiple of %d, as %s has".formatted(bytes, this));
        }
        if (this == FP32) {
            float[] values = new float[data.remaining() / bytes];
            data.asFloatBuffer().get(values);
            return new TensorData.Floats(values);
        }
        long[] values = new long[data.remaining() / bytes];
        data.asLongBuffer().get(values);
        return new TensorData.Longs(values);
    }
}

package dev.solera.activation;

import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.WireDefinition.Precision;
import java.nio.ByteBuffer;

/** What a precision on the wire does to activations: equal, bit for bit, to what arrives after encoding and decoding. */
public final class WireRounding {

    private WireRounding() {}

    /**
     * @param values of one sample
     * @param shape the sample's
     * @return the values as they arrive; a new array
     * @throws IllegalArgumentException where int8 meets a value that is not finite
     */
    public static float[] round(Precision precision, float[] values, ActivationShape shape) {
        float[] rounded = values.clone();
        switch (precision) {
            case FLOAT32 -> {}
            case BFLOAT16 -> {
                for (int i = 0; i < rounded.length; i++) {
                    rounded[i] = Bfloat16.widen(Bfloat16.narrow(rounded[i]));
                }
            }
            case INT8 -> {
                float[] scales = Int8.scales(values, shape);
                var bytes = ByteBuffer.allocate(values.length);
                Int8.encode(values, scales, shape, bytes);
                Int8.decode(bytes.flip(), scales, 0, shape, rounded);
            }
        }
        return rounded;
    }
}

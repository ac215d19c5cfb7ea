package dev.solera.activation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * One tensor of a safetensors document: a view of the document's bytes, nothing is copied before it is read.
 *
 * @param name unique in the document
 * @param type of its elements
 * @param shape row-major
 * @param data exactly its elements, little endian
 */
public record Tensor(String name, DType type, List<Long> shape, ByteBuffer data) {

    public Tensor {
        shape = List.copyOf(shape);
    }

    /** A view of its own position and limit, little endian. */
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Number of elements. */
    public int size() {
        return data.remaining() / type.bytes();
    }

    /** The elements of an F32 tensor. */
    public float[] floats() {
        requireType(DType.F32);
        float[] values = new float[size()];
        data().asFloatBuffer().get(values);
        return values;
    }

    /** The elements of an I64 tensor. */
    public long[] longs() {
        requireType(DType.I64);
        long[] values = new long[size()];
        data().asLongBuffer().get(values);
        return values;
    }

    Tensor requireType(DType wanted) {
        if (type != wanted) {
            throw MalformedRecordException.of("tensor " + name + " dtype", type, wanted.name());
        }
        return this;
    }

    /** @throws MalformedRecordException where it has another shape */
    public Tensor requireShape(List<Long> wanted) {
        if (!shape.equals(wanted)) {
            throw MalformedRecordException.of("tensor " + name + " shape", shape, wanted.toString());
        }
        return this;
    }
}

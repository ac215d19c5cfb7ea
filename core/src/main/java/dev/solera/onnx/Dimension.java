package dev.solera.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;

/**
 * The size of one axis of a tensor that enters or leaves a graph: a number, or a name where it is whatever is given.
 *
 * @param name empty where the size is fixed
 * @param size of a fixed one
 */
public record Dimension(String name, long size) {

    /** Any size, the same wherever the name stands. */
    public static Dimension any(String name) {
        return new Dimension(name, 0);
    }

    /** A size that is always the same. */
    public static Dimension of(long size) {
        return new Dimension("", size);
    }

    TensorShapeProto.Dimension proto() {
        var dimension = TensorShapeProto.Dimension.newBuilder();
        return (name.isEmpty() ? dimension.setDimValue(size) : dimension.setDimParam(name)).build();
    }
}

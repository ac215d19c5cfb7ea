package dev.solera.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** What the elements of a tensor are. */
public enum Element {
    BOOL(DataType.BOOL),
    FLOAT(DataType.FLOAT),
    INT64(DataType.INT64),
    STRING(DataType.STRING);

    private final DataType type;

    Element(DataType type) {
        this.type = type;
    }

    /** The format's number for it. */
    int number() {
        return type.getNumber();
    }
}

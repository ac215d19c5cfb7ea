package dev.solera.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import java.util.Arrays;

/** A named constant of a node, such as the strides of a convolution. */
public final class Attribute {

    private final AttributeProto proto;

    private Attribute(AttributeProto proto) {
        this.proto = proto;
    }

    /** A number. */
    public static Attribute of(String name, long value) {
        return new Attribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INT)
                .setI(value)
                .build());
    }

    /** Several numbers. */
    public static Attribute listOf(String name, long... values) {
        return new Attribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeType.INTS)
                .addAllInts(Arrays.stream(values).boxed().toList())
                .build());
    }

    AttributeProto proto() {
        return proto;
    }
}

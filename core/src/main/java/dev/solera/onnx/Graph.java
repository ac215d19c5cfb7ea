package dev.solera.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An ONNX graph in the making: what enters it, its nodes in the order in which they compute, constants, and what leaves it. */
public final class Graph {

    /** Version of the standard's operators. */
    static final int OPERATORS = 17;

    /** Version of the format that came with these operators; runtimes refuse what is newer than they are. */
    static final int FORMAT = 8;

    /** What the format's own encoding can hold; a little is left for everything but the constants. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - (16L << 20);

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final Map<String, Integer> names = new HashMap<>();
    private long bytes;

    /** Something that is given when the model runs. */
    public Value input(String name, Element element, Dimension... shape) {
        Value value = new Value(unique(name));
        graph.addInput(info(value.name(), element, List.of(shape)));
        return value;
    }

    /** Something that the model gives, under a name of its own. */
    public void output(String name, Value value, Element element, List<Dimension> shape) {
        String output = unique(name);
        graph.addNode(NodeProto.newBuilder()
                .setName(output)
                .setOpType("Identity")
                .addInput(value.name())
                .addOutput(output));
        graph.addOutput(info(output, element, shape));
    }

    /** A part of the graph whose nodes and constants are called after {@code owner}; it has no parameters of its own. */
    public Scope scope(String owner) {
        return scope(owner, Map.of());
    }

    /**
     * A part of the graph with parameters.
     *
     * @param parameters row-major values by name; a name begins with those of the parts within, each with a dot behind it
     */
    public Scope scope(String owner, Map<String, float[]> parameters) {
        return new Scope(this, owner, parameters);
    }

    /**
     * The whole model.
     *
     * @param name of the graph
     * @param version of this program
     * @param metadata what is to be known of the model, by key
     */
    public byte[] toModel(String name, String version, Map<String, String> metadata) {
        ModelProto.Builder model = ModelProto.newBuilder()
                .setIrVersion(FORMAT)
                .setProducerName("solera")
                .setProducerVersion(version)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPERATORS))
                .setGraph(graph.setName(name));
        new TreeMap<>(metadata)
                .forEach((key, value) -> model.addMetadataProps(
                        StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build().toByteArray();
    }

    Value node(String name, String operator, List<Value> inputs, Attribute... attributes) {
        String unique = unique(name);
        NodeProto.Builder node =
                NodeProto.newBuilder().setName(unique).setOpType(operator).addOutput(unique);
        inputs.forEach(input -> node.addInput(input.name()));
        Arrays.stream(attributes).forEach(attribute -> node.addAttribute(attribute.proto()));
        graph.addNode(node);
        return new Value(unique);
    }

    Value floats(String name, float[] values, long... shape) {
        ByteBuffer raw = raw(name, values.length, Float.BYTES, shape);
        raw.asFloatBuffer().put(values);
        return constant(name, Element.FLOAT, raw, shape);
    }

    Value longs(String name, long[] values, long... shape) {
        ByteBuffer raw = raw(name, values.length, Long.BYTES, shape);
        raw.asLongBuffer().put(values);
        return constant(name, Element.INT64, raw, shape);
    }

    Value texts(String name, List<String> values) {
        TensorProto.Builder tensor = tensor(name, Element.STRING, values.size());
        values.forEach(text -> tensor.addStringData(ByteString.copyFrom(text, StandardCharsets.UTF_8)));
        graph.addInitializer(tensor);
        return new Value(tensor.getName());
    }

    private Value constant(String name, Element element, ByteBuffer raw, long... shape) {
        TensorProto.Builder tensor = tensor(name, element, shape).setRawData(ByteString.copyFrom(raw));
        graph.addInitializer(tensor);
        return new Value(tensor.getName());
    }

    private TensorProto.Builder tensor(String name, Element element, long... shape) {
        return TensorProto.newBuilder()
                .setName(unique(name))
                .setDataType(element.number())
                .addAllDims(Arrays.stream(shape).boxed().toList());
    }

    private ByteBuffer raw(String name, int values, int size, long... shape) {
        if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != values) {
            throw new IllegalArgumentException(
                    "constant %s has %d values; allowed: %s".formatted(name, values, Arrays.toString(shape)));
        }
        bytes += (long) values * size;
        if (bytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "constants of the model are %,d bytes; allowed: %,d, as ONNX is written in one piece"
                            .formatted(bytes, MOST_BYTES));
        }
        return ByteBuffer.allocate(values * size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private String unique(String name) {
        int taken = names.merge(name, 1, Integer::sum);
        return taken == 1 ? name : unique(name + "_" + taken);
    }

    private static ValueInfoProto info(String name, Element element, List<Dimension> shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        shape.forEach(dimension -> dimensions.addDim(dimension.proto()));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(element.number())
                                .setShape(dimensions)))
                .build();
    }
}

package dev.solera.onnx;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A part of a graph that belongs to somebody, such as a layer: nodes and constants are called after their owner, and it finds its
 * own parameters' values here.
 */
public final class Scope {

    private final Graph graph;
    private final String owner;
    private final Map<String, float[]> parameters;

    Scope(Graph graph, String owner, Map<String, float[]> parameters) {
        this.graph = graph;
        this.owner = owner;
        this.parameters = parameters;
    }

    /** A part of this part, which has those of its parameters that are called after it. */
    public Scope within(String part) {
        Map<String, float[]> own = new TreeMap<>();
        String prefix = part + ".";
        parameters.forEach((name, values) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), values);
            }
        });
        return new Scope(graph, owner + "." + part, own);
    }

    /** What a node computes; its first output where the operator has several. */
    public Value node(String operator, List<Value> inputs, Attribute... attributes) {
        return graph.node(name(operator), operator, inputs, attributes);
    }

    /** What a node computes of a single input. */
    public Value node(String operator, Value input, Attribute... attributes) {
        return node(operator, List.of(input), attributes);
    }

    /** The same numbers as another kind of elements. */
    public Value cast(Value value, Element to) {
        return node("Cast", value, Attribute.of("to", to.number()));
    }

    /**
     * An own parameter.
     *
     * @throws IllegalArgumentException where there is none, or it has another number of values
     */
    public Value parameter(String name, long... shape) {
        return floats(name, values(name), shape);
    }

    /**
     * Row-major values of an own parameter.
     *
     * @throws IllegalArgumentException where there is none
     */
    public float[] values(String name) {
        float[] values = parameters.get(name);
        if (values == null) {
            throw new IllegalArgumentException(
                    "parameter of %s is %s; allowed: %s".formatted(owner, name, parameters.keySet()));
        }
        return values;
    }

    /** Numbers that never change, row-major. */
    public Value floats(String name, float[] values, long... shape) {
        return graph.floats(name(name), values, shape);
    }

    /** A number that never changes, which tensors of any shape can be computed with. */
    public Value number(String name, float value) {
        return floats(name, new float[] {value});
    }

    /** Whole numbers that never change, row-major. */
    public Value longs(String name, long[] values, long... shape) {
        return graph.longs(name(name), values, shape);
    }

    /** Whole numbers that never change, along one axis: the form in which axes and shapes are given to nodes. */
    public Value list(String name, long... values) {
        return longs(name, values, values.length);
    }

    /** A whole number that never changes, which tensors of any shape can be computed with. */
    public Value count(String name, long value) {
        return longs(name, new long[] {value});
    }

    /** Texts that never change, along one axis. */
    public Value texts(String name, List<String> values) {
        return graph.texts(name(name), values);
    }

    private String name(String what) {
        return owner + "." + what;
    }
}

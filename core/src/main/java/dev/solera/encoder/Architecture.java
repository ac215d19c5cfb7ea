package dev.solera.encoder;

import dev.solera.definition.ActivationShape;
import dev.solera.layer.Layer;
import dev.solera.layer.ParameterSpec;
import dev.solera.layer.TimeBase;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The layers of one module on an input of a given shape: everything that is known of its network before it has values.
 *
 * @param input shape of what enters
 * @param inputTime place of its steps in time, where it has any
 * @param layers of the encoder, whose output is z
 * @param context the network on top of z whose states are handed on, where there is one
 */
public record Architecture(
        ActivationShape input, Optional<TimeBase> inputTime, List<Layer> layers, Optional<Layer> context) {

    private static final String ENCODER = "encoder.";
    private static final String CONTEXT = "context";

    public Architecture {
        layers = List.copyOf(layers);
    }

    /** Shape of z. */
    public ActivationShape encoded() {
        ActivationShape shape = input;
        for (Layer layer : layers) {
            shape = layer.outputShape(shape);
        }
        return shape;
    }

    /** Shape of what is handed on: the contexts where there is a context network, else z. */
    public ActivationShape output() {
        ActivationShape z = encoded();
        return context.map(layer -> layer.outputShape(z)).orElse(z);
    }

    /** Place of z's steps in time. */
    public Optional<TimeBase> encodedTime() {
        Optional<TimeBase> time = inputTime;
        for (Layer layer : layers) {
            time = time.flatMap(layer::timeBase);
        }
        return time;
    }

    /** Place of the output's steps in time. */
    public Optional<TimeBase> outputTime() {
        Optional<TimeBase> z = encodedTime();
        return context.isPresent() ? z.flatMap(context.get()::timeBase) : z;
    }

    /** Parameters of all layers, in the order in which their values are drawn. */
    public List<ParameterSpec> parameters() {
        List<ParameterSpec> specs = new ArrayList<>();
        ActivationShape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            String owner = layerName(i);
            layers.get(i).parameters(shape).forEach(spec -> specs.add(spec.within(owner)));
            shape = layers.get(i).outputShape(shape);
        }
        ActivationShape z = shape;
        context.ifPresent(layer -> layer.parameters(z).forEach(spec -> specs.add(spec.within(CONTEXT))));
        return List.copyOf(specs);
    }

    /**
     * Adds the nodes of all layers to a graph.
     *
     * @param module scope in which parameters have the names that {@link #parameters} give them
     * @param x {@code [batch, axes of the input]}
     * @return {@code [batch, axes of the output]}
     */
    public Value nodes(Scope module, Value x) {
        Value value = x;
        ActivationShape shape = input;
        for (int i = 0; i < layers.size(); i++) {
            value = layers.get(i).nodes(module.within(layerName(i)), value, shape);
            shape = layers.get(i).outputShape(shape);
        }
        return context.isPresent() ? context.get().nodes(module.within(CONTEXT), value, shape) : value;
    }

    /** Whether a parameter of this name is one of layers or of a context network, rather than of a loss. */
    public static boolean isOfNetwork(String parameter) {
        return parameter.startsWith(ENCODER) || parameter.startsWith(CONTEXT + ".");
    }

    /** What the parameters of layer {@code i} are called after. */
    static String layerName(int i) {
        return ENCODER + i;
    }

    /** What the context network's parameters are called after. */
    static String contextName() {
        return CONTEXT;
    }
}

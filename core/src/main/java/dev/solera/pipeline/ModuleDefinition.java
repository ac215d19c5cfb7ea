package dev.solera.pipeline;

import static dev.solera.pipeline.InvalidDefinitionException.require;

import java.util.List;
import java.util.Optional;

/**
 * One gradient-isolated module: an encoder, optionally a context network on top, its own loss.
 *
 * @param encoder convolutions, each with ReLU; none where the context network reads the module's input
 * @param context the context network whose states are handed on instead of the encoder's outputs
 * @param loss what it is trained on
 * @param threads intra-op threads of its training; part of the definition, as it decides the bits
 */
public record ModuleDefinition(
        List<Conv1dLayer> encoder, Optional<GruContext> context, LossDefinition loss, Integer threads) {

    public ModuleDefinition {
        encoder = encoder == null ? List.of() : List.copyOf(encoder);
        context = context == null ? Optional.empty() : context;
        threads = threads == null ? 1 : threads;
        require(!encoder.isEmpty() || context.isPresent(), "encoder", "empty", "one layer or more, or a context");
        require(loss != null, "loss", null, "a loss, here or at the top level");
        require(threads >= 1 && threads <= 256, "threads", threads, "1 to 256");
        require(
                context.isEmpty() || !loss.windowed(),
                "loss.windowed",
                true,
                "false, where the module has a context network (a GRU runs over the whole sequence)");
    }

    /** Shape of the encoder's output z, for an input of shape {@code input}. */
    public StageShape encoderShape(StageShape input) {
        StageShape shape = input;
        for (Conv1dLayer layer : encoder) {
            shape = shape.after(layer);
        }
        return shape;
    }

    /** Shape of what this module hands on: its contexts where it has a context network, else z. */
    public StageShape outputShape(StageShape input) {
        StageShape encoded = encoderShape(input);
        return context.map(gru -> encoded.withChannels(gru.hidden())).orElse(encoded);
    }
}

package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.solera.encoder.Architecture;
import dev.solera.layer.Layer;
import dev.solera.objective.LossDefinition;
import java.util.List;
import java.util.Optional;

/**
 * One gradient-isolated module: an encoder, optionally a context network on top, its own loss.
 *
 * @param encoder its layers; none where the context network reads the module's input
 * @param context the network over the encoder's outputs that is handed on instead of them
 * @param loss what it is trained on
 * @param threads intra-op threads of its training; part of the definition, as it decides the bits
 * @param learningRate its own, where it is another than the pipeline's
 */
public record ModuleDefinition(
        List<Layer> encoder,
        Optional<Layer> context,
        LossDefinition loss,
        Integer threads,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<LearningRate> learningRate) {

    public ModuleDefinition {
        encoder = encoder == null ? List.of() : List.copyOf(encoder);
        context = context == null ? Optional.empty() : context;
        threads = threads == null ? 1 : threads;
        learningRate = learningRate == null ? Optional.empty() : learningRate;
        require(!encoder.isEmpty() || context.isPresent(), "encoder", "empty", "one layer or more, or a context");
        require(loss != null, "loss", null, "a loss, here or at the top level");
        require(threads >= 1 && threads <= 256, "threads", threads, "1 to 256");
    }

    /** The same with another loss. */
    ModuleDefinition with(LossDefinition other) {
        return new ModuleDefinition(encoder, context, other, threads, learningRate);
    }

    /** Its network on what it takes in. */
    public Architecture architecture(Stage input) {
        return new Architecture(input.shape(), input.time(), encoder, context);
    }
}

package dev.solera.probe;

import dev.solera.activation.ActivationCodec;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.evaluation.Evaluation;
import dev.solera.probe.evaluation.ValidationFolds;
import dev.solera.probe.feature.Features;
import dev.solera.probe.rolling.RollingWindows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the probes, {@code solera.probe.*}.
 *
 * @param stages whose rolling accuracy is kept: {@code top}; {@code all}, which reads every topic that there is; or {@code cheap}, those
 *     where a sample is small, and the top
 * @param framesPerSample labelled 10 ms frames that are looked at of a sample, at most; the final table keeps {@code 1 +
 *     framesPerSample} rows of 4 bytes a channel of every evaluation window, at every depth, trained and untrained
 * @param l2 penalty on the squared weights of every fitted probe
 * @param iterations of every fitted probe's optimiser, at most
 * @param validationFolds parts of the training recordings that choose the best depth; 0 chooses none
 * @param window held-out samples that a rolling accuracy looks back
 * @param memory training samples that a rolling probe is fit on; more where there are many classes
 * @param reportEvery how often rolling accuracies are told
 * @param output folder that the final table's probes are written to, as {@code <depth>.safetensors}; they are not kept where it is empty
 */
@ConfigurationProperties("solera.probe")
record ProbeProperties(
        @DefaultValue("cheap") String stages,
        @DefaultValue("16") int framesPerSample,
        @DefaultValue("0.001") double l2,
        @DefaultValue("200") int iterations,
        @DefaultValue("5") int validationFolds,
        @DefaultValue("500") int window,
        @DefaultValue("400") int memory,
        @DefaultValue("3s") Duration reportEvery,
        @DefaultValue("") String output) {

    /**
     * Of a sample on the wire. All depths of {@code speech-small} are below it; at its full width the two depths nearest to the input,
     * which make up five sixths of all that travels, are above.
     */
    private static final long CHEAP_BYTES = 640 << 10;

    ProbeProperties {
        require(List.of("cheap", "top", "all").contains(stages), "stages", stages, "cheap, top, all");
        require(framesPerSample >= 1, "frames-per-sample", framesPerSample, "1 or more");
        require(l2 >= 0 && l2 < Double.POSITIVE_INFINITY, "l2", l2, "0 or more");
        require(iterations >= 1, "iterations", iterations, "1 or more");
        require(validationFolds == 0 || validationFolds >= 2, "validation-folds", validationFolds, "0, or 2 or more");
        require(window >= 1, "window", window, "1 or more");
        require(memory >= 1, "memory", memory, "1 or more");
        require(reportEvery.toMillis() >= 100, "report-every", reportEvery, "100ms or more");
    }

    Features features(PipelineDefinition definition) {
        return new Features(definition.input(), framesPerSample, definition.seed());
    }

    /** What makes the final table. */
    Evaluation evaluation(PipelineDefinition definition) {
        return new Evaluation(
                new ValidationFolds(validationFolds, definition.seed()),
                budget(),
                definition.supervision().labels());
    }

    ProbeBudget budget() {
        return new ProbeBudget(l2, iterations);
    }

    /** Where the final table's probes are kept; empty where they are not. */
    Optional<Path> folder() {
        return output.isEmpty() ? Optional.empty() : Optional.of(Path.of(output));
    }

    RollingWindows rollingWindows() {
        return RollingWindows.of(memory, window);
    }

    /** The depths with rolling probes; the top is always one of them. */
    List<Integer> rollingDepths(PipelineDefinition definition) {
        return definition.placement().topicDepths().stream()
                .filter(depth -> depth == definition.depth() || isLookedAt(definition, depth))
                .toList();
    }

    private boolean isLookedAt(PipelineDefinition definition, int depth) {
        return switch (stages) {
            case "all" -> true;
            case "cheap" -> ActivationCodec.of(definition, depth).bytesPerSample() <= CHEAP_BYTES;
            default -> false;
        };
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw InvalidDefinitionException.of("solera.probe." + key, value, allowed);
        }
    }
}

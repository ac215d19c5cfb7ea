package dev.solera.probe;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.evaluation.Evaluation;
import dev.solera.probe.evaluation.ValidationFolds;
import dev.solera.probe.feature.Features;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of the probes, {@code solera.probe.*}.
 *
 * @param framesPerSample labelled 10 ms frames that are looked at of a sample, at most; the final table keeps {@code 1 +
 *     framesPerSample} rows of 4 bytes a channel of every evaluation window, at every depth, trained and untrained
 * @param l2 penalty on the squared weights of every fitted probe
 * @param iterations of every fitted probe's optimiser, at most
 * @param validationFolds parts of the training recordings that choose the best depth; 0 chooses none
 * @param window newest held-out samples of which there are rolling accuracies, at most
 * @param memory newest training samples that rolling probes are fit on, at most
 * @param kept memory that these samples take together, at most; fewer of both are kept where it is too little
 * @param share of a processor's time that rolling accuracies take, at most
 * @param reportEvery how often rolling accuracies are told, and how far the final table is
 * @param output folder that the final table's probes are written to, as {@code <depth>.safetensors}; they are not kept where it is empty
 */
@ConfigurationProperties("solera.probe")
record ProbeProperties(
        @DefaultValue("16") int framesPerSample,
        @DefaultValue("0.001") double l2,
        @DefaultValue("200") int iterations,
        @DefaultValue("5") int validationFolds,
        @DefaultValue("300") int window,
        @DefaultValue("600") int memory,
        @DefaultValue("96MB") DataSize kept,
        @DefaultValue("0.1") double share,
        @DefaultValue("3s") Duration reportEvery,
        @DefaultValue("") String output) {

    ProbeProperties {
        require(framesPerSample >= 1, "frames-per-sample", framesPerSample, "1 or more");
        require(l2 >= 0 && l2 < Double.POSITIVE_INFINITY, "l2", l2, "0 or more");
        require(iterations >= 1, "iterations", iterations, "1 or more");
        require(validationFolds == 0 || validationFolds >= 2, "validation-folds", validationFolds, "0, or 2 or more");
        require(window >= 1, "window", window, "1 or more");
        require(memory >= 1, "memory", memory, "1 or more");
        require(kept.toBytes() >= 1, "kept", kept, "1B or more");
        require(share > 0 && share <= 1, "share", share, "above 0, to 1");
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

    private static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw InvalidDefinitionException.of("solera.probe." + key, value, allowed);
        }
    }
}

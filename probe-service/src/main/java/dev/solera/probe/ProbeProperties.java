package dev.solera.probe;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.Placement;
import dev.solera.probe.classifier.ProbeBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the probes, {@code solera.probe.*}.
 *
 * @param stages whose rolling accuracy is kept: {@code top}, or {@code all}, which reads every topic that there is
 * @param framesPerSample labelled 10 ms frames that are looked at of a sample, at most; the final table keeps {@code 1 +
 *     framesPerSample} rows of 4 bytes a channel of every evaluation window, at every depth, trained and untrained
 * @param l2 penalty on the squared weights of every fitted probe
 * @param iterations of every fitted probe's optimiser, at most
 * @param validationFolds parts of the training recordings that choose the best depth; 0 chooses none
 * @param window held-out samples that a rolling accuracy looks back
 * @param rollingRate step size of the rolling probes
 * @param reportEvery how often rolling accuracies are told
 * @param output folder that the final table's probes are written to, as {@code <depth>.safetensors}; they are not kept where it is empty
 */
@ConfigurationProperties("solera.probe")
record ProbeProperties(
        @DefaultValue("top") String stages,
        @DefaultValue("16") int framesPerSample,
        @DefaultValue("0.001") double l2,
        @DefaultValue("200") int iterations,
        @DefaultValue("5") int validationFolds,
        @DefaultValue("500") int window,
        @DefaultValue("0.2") double rollingRate,
        @DefaultValue("3s") Duration reportEvery,
        @DefaultValue("") String output) {

    ProbeProperties {
        require(stages.equals("top") || stages.equals("all"), "stages", stages, "top, all");
        require(framesPerSample >= 1, "frames-per-sample", framesPerSample, "1 or more");
        require(l2 >= 0 && l2 < Double.POSITIVE_INFINITY, "l2", l2, "0 or more");
        require(iterations >= 1, "iterations", iterations, "1 or more");
        require(validationFolds == 0 || validationFolds >= 2, "validation-folds", validationFolds, "0, or 2 or more");
        require(window >= 1, "window", window, "1 or more");
        require(rollingRate > 0 && rollingRate <= 1, "rolling-rate", rollingRate, "more than 0, up to 1");
        require(reportEvery.toMillis() >= 100, "report-every", reportEvery, "100ms or more");
    }

    ProbeBudget budget() {
        return new ProbeBudget(l2, iterations);
    }

    /** Where the final table's probes are kept; empty where they are not. */
    Optional<Path> folder() {
        return output.isEmpty() ? Optional.empty() : Optional.of(Path.of(output));
    }

    /** The depths with rolling probes, of modules placed so; the top is always one of them. */
    List<Integer> rollingDepths(Placement placement) {
        return stages.equals("all") ? placement.topicDepths() : List.of(placement.depth());
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw InvalidDefinitionException.of("solera.probe." + key, value, allowed);
        }
    }
}

package dev.solera.standalone.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.solera.stream.TelemetryEvent.Step;
import java.time.Instant;
import java.util.Locale;

/**
 * One row of {@code metrics.csv}: one training step of one module.
 *
 * @param time UTC
 * @param module from 1
 * @param step from 1
 * @param samples trained on so far
 * @param loss nats; nothing of a frozen module
 * @param samplesPerSecond of this step, its waiting included
 * @param contrastiveAccuracy fraction of positions whose positive scores higher than all its negatives; nothing of a frozen module
 * @param deadChannels output channels that are zero at every position of the batch
 */
@JsonPropertyOrder({
    "time",
    "module",
    "step",
    "samples",
    "loss",
    "samples_per_second",
    "contrastive_accuracy",
    "dead_channels"
})
record MetricsRow(
        String time,
        int module,
        long step,
        long samples,
        String loss,
        @JsonProperty("samples_per_second") String samplesPerSecond,
        @JsonProperty("contrastive_accuracy") String contrastiveAccuracy,
        @JsonProperty("dead_channels") int deadChannels) {

    static MetricsRow of(Step step) {
        double seconds = step.trainSeconds() + step.waitSeconds() + step.publishSeconds();
        double batch = (double) step.samples() / step.step();
        return new MetricsRow(
                Instant.ofEpochMilli(step.time()).toString(),
                step.module(),
                step.step(),
                step.samples(),
                step.isFrozen() ? "" : String.format(Locale.ROOT, "%.6f", step.loss()),
                seconds > 0 ? String.format(Locale.ROOT, "%.2f", batch / seconds) : "",
                step.isFrozen() ? "" : String.format(Locale.ROOT, "%.4f", step.contrastiveAccuracy()),
                step.deadChannels());
    }
}

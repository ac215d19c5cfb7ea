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
 */
@JsonPropertyOrder({"time", "module", "step", "samples", "loss", "samples_per_second"})
record MetricsRow(
        String time,
        int module,
        long step,
        long samples,
        String loss,
        @JsonProperty("samples_per_second") String samplesPerSecond) {

    static MetricsRow of(Step step) {
        double seconds = step.trainSeconds() + step.waitSeconds() + step.publishSeconds();
        double batch = (double) step.samples() / step.step();
        return new MetricsRow(
                Instant.ofEpochMilli(step.time()).toString(),
                step.module(),
                step.step(),
                step.samples(),
                step.isFrozen() ? "" : String.format(Locale.ROOT, "%.6f", step.loss()),
                seconds > 0 ? String.format(Locale.ROOT, "%.2f", batch / seconds) : "");
    }
}

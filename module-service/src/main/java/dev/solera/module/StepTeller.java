package dev.solera.module;

import dev.solera.learning.StepReport;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.TelemetryEvent;

/** Tells every training step: to the metrics and to the telemetry topic. */
final class StepTeller {

    private final int module;
    private final TelemetryPublisher telemetry;
    private final ModuleMetrics metrics;
    private final ActivationConsumer input;
    private final ActivationPublisher output;
    private final UpstreamLag lag;

    StepTeller(
            int module,
            TelemetryPublisher telemetry,
            ModuleMetrics metrics,
            ActivationConsumer input,
            ActivationPublisher output,
            UpstreamLag lag) {
        this.module = module;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.input = input;
        this.output = output;
        this.lag = lag;
    }

    /**
     * @param report of the step
     * @param waited seconds spent waiting for its batch
     * @param published seconds spent handing the outputs of the step before to the publisher
     */
    void stepped(StepReport report, double waited, double published) {
        metrics.stepped(report, waited, published);
        telemetry.publish(new TelemetryEvent.Step(
                telemetry.run(),
                System.currentTimeMillis(),
                module,
                report.step(),
                report.samples(),
                report.loss(),
                report.bound(),
                report.contrastiveAccuracy(),
                report.deadChannels(),
                report.seconds(),
                waited,
                published,
                lag.behind(input.taken()),
                input.bytesIn(),
                output.bytesOut()));
    }
}

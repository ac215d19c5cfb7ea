package dev.solera.module;

import dev.solera.learning.StepReport;
import dev.solera.pipeline.ModuleRange;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.TelemetryEvent;

/** Tells every training step: to the metrics and to the telemetry topic. */
final class StepTeller {

    private final ModuleRange modules;
    private final TelemetryPublisher telemetry;
    private final ModuleMetrics metrics;
    private final ActivationConsumer input;
    private final ActivationPublisher output;
    private final UpstreamLag lag;

    StepTeller(
            ModuleRange modules,
            TelemetryPublisher telemetry,
            ModuleMetrics metrics,
            ActivationConsumer input,
            ActivationPublisher output,
            UpstreamLag lag) {
        this.modules = modules;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.input = input;
        this.output = output;
        this.lag = lag;
    }

    /**
     * @param module which made it
     * @param report of the step
     * @param waited seconds spent waiting for its batch, and for modules that share the thread
     * @param published seconds spent handing its outputs of the step before to the publisher
     */
    void stepped(int module, StepReport report, double waited, double published) {
        boolean reads = module == modules.first();
        boolean writes = module == modules.last();
        metrics.stepped(module, report, waited, published);
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
                reads ? lag.behind(input.taken()) : 0,
                reads ? input.bytesIn() : 0,
                writes ? output.bytesOut() : 0));
    }
}

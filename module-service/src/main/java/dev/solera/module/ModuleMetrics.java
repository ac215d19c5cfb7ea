package dev.solera.module;

import dev.solera.learning.StepReport;
import dev.solera.service.ActivationConsumer;
import dev.solera.service.ActivationPublisher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** What one module shows on {@code /actuator/prometheus}; all values are of its newest step, or sums since its start. */
final class ModuleMetrics {

    private volatile StepReport newest = new StepReport(0, 0, Double.NaN, Double.NaN, Double.NaN, 0, 0);
    private volatile double trainingSeconds;
    private volatile double waitingSeconds;
    private volatile double publishingSeconds;

    ModuleMetrics(
            MeterRegistry registry,
            String pipeline,
            int module,
            ActivationConsumer input,
            ActivationPublisher output,
            UpstreamLag lag) {
        Tags tags = Tags.of("pipeline", pipeline, "module", Integer.toString(module));
        gauge(registry, tags, "loss", "nats", "InfoNCE loss of the newest step", m -> m.newest.loss());
        gauge(registry, tags, "bound", "nats", "ln(1+M) - loss of the newest step", m -> m.newest.bound());
        gauge(
                registry,
                tags,
                "contrastive.accuracy",
                "ratio",
                "positions whose positive scores above its negatives",
                m -> m.newest.contrastiveAccuracy());
        gauge(
                registry,
                tags,
                "dead.channels",
                "channels",
                "channels zero all over the newest batch",
                m -> m.newest.deadChannels());
        gauge(
                registry,
                tags,
                "lag",
                "samples",
                "published by the stage above, not consumed here",
                m -> lag.behind(input.taken()));
        counter(registry, tags, "steps", "steps", "training steps", m -> m.newest.step());
        counter(registry, tags, "samples", "samples", "samples trained on", m -> m.newest.samples());
        seconds(registry, tags, "training", m -> m.trainingSeconds);
        seconds(registry, tags, "waiting", m -> m.waitingSeconds);
        seconds(registry, tags, "publishing", m -> m.publishingSeconds);
        counter(registry, tags.and("direction", "in"), "traffic", "bytes", "record values", m -> input.bytesIn());
        counter(registry, tags.and("direction", "out"), "traffic", "bytes", "record values", m -> output.bytesOut());
        counter(registry, tags, "dead.letters", "records", "unreadable records", m -> input.deadLetters());
        counter(registry, tags, "duplicates", "samples", "samples dropped as already seen", m -> input.duplicates());
    }

    private void gauge(
            MeterRegistry registry,
            Tags tags,
            String name,
            String unit,
            String description,
            ToDoubleFunction<ModuleMetrics> value) {
        Gauge.builder("solera.module." + name, this, value)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void counter(
            MeterRegistry registry,
            Tags tags,
            String name,
            String unit,
            String description,
            ToDoubleFunction<ModuleMetrics> value) {
        FunctionCounter.builder("solera.module." + name, this, value)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void seconds(MeterRegistry registry, Tags tags, String activity, ToDoubleFunction<ModuleMetrics> value) {
        counter(
                registry,
                tags.and("activity", activity),
                "busy",
                "seconds",
                "what the training thread spends its time on",
                value);
    }

    /** Takes note of a step; called by the training thread alone. */
    void stepped(StepReport report, double waited, double published) {
        trainingSeconds += report.seconds();
        waitingSeconds += waited;
        publishingSeconds += published;
        newest = report;
    }
}

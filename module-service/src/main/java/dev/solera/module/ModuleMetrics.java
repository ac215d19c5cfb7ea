package dev.solera.module;

import dev.solera.learning.StepReport;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.publisher.ActivationPublisher;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.springframework.stereotype.Component;

/**
 * What one module shows on {@code /actuator/prometheus}: values of its newest step, sums since the process started, and sums
 * since the module was last restored.
 */
@Component
final class ModuleMetrics {

    /** What is counted from one restore to the next. */
    private record Life(
            ActivationConsumer input, ActivationPublisher output, UpstreamLag lag, Checkpointer checkpoints) {}

    private volatile StepReport newest = new StepReport(0, 0, Double.NaN, Double.NaN, Double.NaN, 0, 0);
    private volatile double progress = Double.NaN;
    private volatile long steps;
    private volatile long lossesNotFinite;
    private volatile double trainingSeconds;
    private volatile double waitingSeconds;
    private volatile double publishingSeconds;
    private volatile long restores;
    private volatile Optional<Life> life = Optional.empty();

    ModuleMetrics(MeterRegistry registry, PipelineDefinition pipeline, ModuleProperties settings) {
        Tags tags = Tags.of("pipeline", pipeline.pipeline(), "module", Integer.toString(settings.number()));
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
                m -> m.steps == 0 ? Double.NaN : m.newest.deadChannels());
        gauge(
                registry,
                tags,
                "lag",
                "samples",
                "published by the stage upstream, not consumed here",
                m -> m.sum(life -> life.lag().behind(life.input().taken())));
        gauge(
                registry,
                tags,
                "lag.bound",
                "samples",
                "that the stage upstream waits at",
                m -> pipeline.flow().lagBound());
        gauge(registry, tags, "progress", "steps", "newest step of the run", m -> m.progress);
        gauge(
                registry,
                tags,
                "checkpoint.age",
                "seconds",
                "since the newest checkpoint was written or gone on from",
                m -> m.life.map(life -> life.checkpoints().age().toMillis() * 1e-3)
                        .orElse(Double.NaN));
        counter(registry, tags, "steps", "steps", "training steps of this process", m -> m.steps);
        counter(
                registry,
                tags,
                "samples",
                "samples",
                "trained on by this process",
                m -> (double) m.steps * pipeline.batch());
        counter(
                registry,
                tags,
                "losses.not.finite",
                "steps",
                "given up, as their loss was infinite or no number",
                m -> m.lossesNotFinite);
        seconds(registry, tags, "training", m -> m.trainingSeconds);
        seconds(registry, tags, "waiting", m -> m.waitingSeconds);
        seconds(registry, tags, "publishing", m -> m.publishingSeconds);
        Tags in = tags.and("direction", "in");
        Tags out = tags.and("direction", "out");
        counter(
                registry,
                in,
                "traffic",
                "bytes",
                "record values",
                m -> m.sum(life -> life.input().bytesIn()));
        counter(
                registry,
                out,
                "traffic",
                "bytes",
                "record values",
                m -> m.sum(life -> life.output().bytesOut()));
        counter(
                registry,
                tags,
                "dead.letters",
                "records",
                "unreadable records",
                m -> m.sum(life -> life.input().deadLetters()));
        counter(
                registry,
                tags,
                "duplicates",
                "samples",
                "samples dropped as already seen",
                m -> m.sum(life -> life.input().duplicates()));
        counter(
                registry,
                tags,
                "passed.over",
                "samples",
                "samples not trained on, as newer ones came, in flow latest",
                m -> m.sum(life -> life.input().passedOver()));
        counter(
                registry,
                tags,
                "checkpoints",
                "checkpoints",
                "checkpoints written",
                m -> m.sum(life -> life.checkpoints().written()));
        counter(registry, tags, "restores", "restores", "times that a checkpoint was gone on from", m -> m.restores);
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

    private double sum(ToLongFunction<Life> field) {
        return life.map(now -> (double) field.applyAsLong(now)).orElse(0.0);
    }

    /**
     * The module begins, or goes on.
     *
     * @param restored step of the checkpoint that it goes on from
     */
    synchronized void observe(
            Optional<Long> restored,
            ActivationConsumer input,
            ActivationPublisher output,
            UpstreamLag lag,
            Checkpointer checkpoints) {
        restores += restored.isPresent() ? 1 : 0;
        progress = restored.orElse(0L);
        life = Optional.of(new Life(input, output, lag, checkpoints));
    }

    /** A step was given up, as its loss was not finite; called by the training thread alone. */
    void lossNotFinite() {
        lossesNotFinite++;
    }

    /** Takes note of a step; called by the training thread alone. */
    void stepped(StepReport report, double waited, double published) {
        trainingSeconds += report.seconds();
        waitingSeconds += waited;
        publishingSeconds += published;
        steps++;
        progress = report.step();
        newest = report;
    }
}

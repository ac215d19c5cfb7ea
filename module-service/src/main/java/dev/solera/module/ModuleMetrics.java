package dev.solera.module;

import dev.solera.engine.ComputeDevice;
import dev.solera.learning.StepReport;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.publisher.ActivationPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.springframework.stereotype.Component;

/**
 * What a service shows of its modules on {@code /actuator/prometheus}, each under its own number: their steps, and what is
 * counted since they were last restored. Of modules that share a service the first one has the input and the last one the
 * output; their checkpoints are one, which each of them has.
 */
@Component
final class ModuleMetrics {

    /** What is counted from one restore to the next. */
    private record Life(
            ActivationConsumer input, ActivationPublisher output, UpstreamLag lag, Checkpointer checkpoints) {}

    private final ModuleMeters meters;
    private final Map<Integer, StepMetrics> steps = new TreeMap<>();
    private volatile long restores;
    private volatile Optional<Life> life = Optional.empty();

    ModuleMetrics(
            MeterRegistry registry, PipelineDefinition pipeline, ModuleProperties settings, ComputeDevice device) {
        meters = new ModuleMeters(registry);
        Tags tags = Tags.of("pipeline", pipeline.pipeline());
        ModuleRange modules = settings.modules(pipeline);
        for (int number : modules.numbers()) {
            Tags module = module(tags, number);
            steps.put(
                    number,
                    new StepMetrics(
                            meters,
                            module,
                            pipeline.batch(),
                            pipeline.stages().get(number).shape().channels()));
            showCheckpoints(module);
            showPlacement(module, modules);
            meters.gauge(
                    module.and("device", device.toString()),
                    "device",
                    null,
                    "1: where the module computes",
                    this,
                    m -> 1);
        }
        showInput(module(tags, modules.first()), pipeline.flow().lagBound());
        traffic(module(tags, modules.last()), "out", life -> life.output().bytesOut());
    }

    private static Tags module(Tags tags, int number) {
        return tags.and("module", Integer.toString(number));
    }

    private void showPlacement(Tags module, ModuleRange service) {
        meters.gauge(
                module.and("first", Integer.toString(service.first())),
                "placement",
                null,
                "1: the first of the modules that share its service, which has what is shown of the input",
                this,
                m -> 1);
    }

    private void showInput(Tags tags, int lagBound) {
        traffic(tags, "in", life -> life.input().bytesIn());
        meters.gauge(
                tags,
                "lag",
                "samples",
                "published by the stage upstream, not consumed here",
                this,
                m -> m.sum(life -> life.lag().behind(life.input().taken())));
        meters.gauge(tags, "lag.bound", "samples", "that the stage upstream waits at", this, m -> lagBound);
        sum(
                tags,
                "dead.letters",
                "records",
                "unreadable records",
                life -> life.input().deadLetters());
        sum(
                tags,
                "duplicates",
                "samples",
                "samples dropped as already seen",
                life -> life.input().duplicates());
        sum(
                tags,
                "passed.over",
                "samples",
                "samples not trained on, as newer ones came, in flow latest",
                life -> life.input().passedOver());
    }

    private void showCheckpoints(Tags tags) {
        sum(
                tags,
                "checkpoints",
                "checkpoints",
                "checkpoints written",
                life -> life.checkpoints().written());
        meters.gauge(
                tags,
                "checkpoint.age",
                "seconds",
                "since the newest checkpoint was written or resumed from",
                this,
                m -> m.life.map(life -> life.checkpoints().age().toMillis() * 1e-3)
                        .orElse(Double.NaN));
        meters.counter(tags, "restores", "restores", "times that a checkpoint was resumed from", this, m -> m.restores);
    }

    private void traffic(Tags tags, String direction, ToLongFunction<Life> bytes) {
        sum(tags.and("direction", direction), "traffic", "bytes", "record values", bytes);
    }

    private void sum(Tags tags, String name, String unit, String description, ToLongFunction<Life> field) {
        meters.counter(tags, name, unit, description, this, m -> m.sum(field));
    }

    private double sum(ToLongFunction<Life> field) {
        return life.map(now -> (double) field.applyAsLong(now)).orElse(0.0);
    }

    /**
     * The modules begin, or are resumed.
     *
     * @param restored step of the checkpoint that they are resumed from
     */
    synchronized void observe(
            Optional<Long> restored,
            ActivationConsumer input,
            ActivationPublisher output,
            UpstreamLag lag,
            Checkpointer checkpoints) {
        restores += restored.isPresent() ? 1 : 0;
        steps.values().forEach(module -> module.begin(restored.orElse(0L)));
        life = Optional.of(new Life(input, output, lag, checkpoints));
    }

    /** A step of a module was given up, as its loss was not finite; called by the training thread alone. */
    void lossNotFinite(int module) {
        steps.get(module).lossNotFinite();
    }

    /** Takes note of a module's step; called by the training thread alone. */
    void stepped(int module, StepReport report, double waited, double published) {
        steps.get(module).stepped(report, waited, published);
    }
}

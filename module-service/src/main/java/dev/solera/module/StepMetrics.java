package dev.solera.module;

import dev.solera.learning.StepReport;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/**
 * What one module shows of its training: values of its newest step, and sums since the process started. The training thread
 * alone changes it.
 */
final class StepMetrics {

    private volatile StepReport newest = new StepReport(0, 0, Double.NaN, Double.NaN, Double.NaN, 0, Double.NaN, 0);
    private volatile double progress = Double.NaN;
    private volatile long steps;
    private volatile long lossesNotFinite;
    private volatile double trainingSeconds;
    private volatile double waitingSeconds;
    private volatile double publishingSeconds;

    /**
     * @param tags of the module
     * @param batch samples a step
     * @param channels that the module hands on
     */
    StepMetrics(ModuleMeters meters, Tags tags, int batch, int channels) {
        meters.gauge(
                tags,
                "loss",
                "nats",
                "loss of the newest step; none where it is frozen",
                this,
                m -> m.learned(StepReport::loss));
        meters.gauge(
                tags,
                "bound",
                "nats",
                "loss of chance less that of the newest step",
                this,
                m -> m.learned(StepReport::bound));
        meters.gauge(
                tags,
                "contrastive.accuracy",
                "ratio",
                "positions whose positive scores higher than its negatives; of a classifier, samples that it tells right",
                this,
                m -> m.learned(StepReport::contrastiveAccuracy));
        meters.gauge(
                tags,
                "learning.rate",
                null,
                "of the newest step; none where it is frozen",
                this,
                m -> m.learned(StepReport::learningRate));
        meters.gauge(
                tags,
                "dead.channels",
                "channels",
                "channels zero all over the newest batch",
                this,
                m -> m.steps == 0 ? Double.NaN : m.newest.deadChannels());
        meters.gauge(tags, "channels", "channels", "that the module hands on", this, m -> channels);
        meters.gauge(tags, "progress", "steps", "newest step of the run", this, m -> m.progress);
        meters.counter(tags, "steps", "steps", "training steps of this process", this, m -> m.steps);
        meters.counter(tags, "samples", "samples", "trained on by this process", this, m -> (double) m.steps * batch);
        meters.counter(
                tags,
                "losses.not.finite",
                "steps",
                "given up, as their loss was infinite or no number",
                this,
                m -> m.lossesNotFinite);
        String spent = "what the training thread spends its time on";
        meters.counter(tags.and("activity", "training"), "busy", "seconds", spent, this, m -> m.trainingSeconds);
        meters.counter(tags.and("activity", "waiting"), "busy", "seconds", spent, this, m -> m.waitingSeconds);
        meters.counter(tags.and("activity", "publishing"), "busy", "seconds", spent, this, m -> m.publishingSeconds);
    }

    /** Of the newest step of a module that learns. */
    private double learned(ToDoubleFunction<StepReport> value) {
        StepReport report = newest;
        return report.isFrozen() ? Double.NaN : value.applyAsDouble(report);
    }

    /** It begins, or goes on, at a step. */
    void begin(long step) {
        progress = step;
    }

    /** A step was given up, as its loss was not finite. */
    void lossNotFinite() {
        lossesNotFinite++;
    }

    /** Takes note of a step. */
    void stepped(StepReport report, double waited, double published) {
        trainingSeconds += report.seconds();
        waitingSeconds += waited;
        publishingSeconds += published;
        steps++;
        progress = report.step();
        newest = report;
    }
}

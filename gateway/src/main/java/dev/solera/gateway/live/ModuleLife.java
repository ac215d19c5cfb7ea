package dev.solera.gateway.live;

import dev.solera.stream.TelemetryEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What one module has told: its newest step, its rates and its history. Not thread-safe. */
final class ModuleLife {

    private static final int CAPACITY = 2000;

    private enum Column {
        TIME,
        STEP,
        SAMPLES,
        LOSS,
        ACCURACY,
        RATE,
        QUEUE,
        DEAD
    }

    private final int number;
    private final ServiceLife service;
    private final String serviceName;
    private final long queueBound;
    private final int channels;
    private final History history = new History(CAPACITY, Column.values().length);
    private final Rate trained = new Rate();
    private final Rate passed = new Rate();
    private final Rate bytesIn = new Rate();
    private final Rate bytesOut = new Rate();
    private Optional<TelemetryEvent.Step> newest = Optional.empty();
    private long consumed;
    private long published;
    private long fed;

    ModuleLife(int number, ServiceLife service, String serviceName, long queueBound, int channels) {
        this.number = number;
        this.service = service;
        this.serviceName = serviceName;
        this.queueBound = queueBound;
        this.channels = channels;
    }

    /** A module that went back to its checkpoint trains steps again, to the same bits: its history has them already. */
    void stepped(TelemetryEvent.Step step) {
        service.works(step.time());
        trained.told(step.time(), step.samples());
        bytesIn.told(step.time(), step.bytesIn());
        bytesOut.told(step.time(), step.bytesOut());
        if (newest.map(TelemetryEvent.Step::step).orElse(0L) < step.step()) {
            newest = Optional.of(step);
            history.add(
                    step.time(),
                    step.step(),
                    step.samples(),
                    step.loss(),
                    step.contrastiveAccuracy(),
                    trained.at(step.time()),
                    step.lag(),
                    step.deadChannels());
        }
    }

    /** @param samples taken from the input topic for good */
    void consumed(long time, long samples) {
        consumed = samples;
        passed.told(time, samples);
    }

    /** @param samples published and acknowledged */
    void published(long samples) {
        published = samples;
    }

    long published() {
        return published;
    }

    /** @param samples that the stage upstream has published */
    void fed(long samples) {
        fed = samples;
    }

    ServiceView.State state(long now) {
        return service.state(now);
    }

    long samples() {
        return newest.map(TelemetryEvent.Step::samples).orElse(0L);
    }

    ModuleView view(long now) {
        ServiceView shown = service.view(now);
        return new ModuleView(
                number,
                serviceName,
                shown.state(),
                shown.cause(),
                shown.paused(),
                newest.map(ModuleLife::step),
                consumed,
                Math.max(trained.at(now), passed.at(now)),
                bytesIn.at(now),
                bytesOut.at(now),
                Math.max(0, fed - consumed),
                queueBound,
                channels);
    }

    private static ModuleView.NewestStep step(TelemetryEvent.Step step) {
        return new ModuleView.NewestStep(
                step.time(),
                step.step(),
                step.samples(),
                step.isFrozen(),
                step.loss(),
                finite(step.bound()),
                finite(step.contrastiveAccuracy()),
                step.deadChannels(),
                step.trainSeconds(),
                step.waitSeconds(),
                step.publishSeconds());
    }

    private static Optional<Double> finite(double value) {
        return Optional.of(value).filter(Double::isFinite);
    }

    ModuleHistoryView history(int rows) {
        return new ModuleHistoryView(
                number,
                whole(Column.TIME, rows),
                whole(Column.STEP, rows),
                whole(Column.SAMPLES, rows),
                fraction(Column.LOSS, rows),
                fraction(Column.ACCURACY, rows),
                fraction(Column.RATE, rows),
                fraction(Column.QUEUE, rows),
                fraction(Column.DEAD, rows));
    }

    private List<Long> whole(Column column, int rows) {
        return Arrays.stream(history.column(column.ordinal(), rows))
                .mapToObj(Math::round)
                .toList();
    }

    private List<Float> fraction(Column column, int rows) {
        return Arrays.stream(history.column(column.ordinal(), rows))
                .mapToObj(value -> (float) value)
                .toList();
    }
}

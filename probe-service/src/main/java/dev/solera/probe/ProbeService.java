package dev.solera.probe;

import dev.solera.export.ClassifierFile;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.evaluation.Evaluation;
import dev.solera.probe.evaluation.EvaluationFeatures;
import dev.solera.probe.evaluation.EvaluationPass;
import dev.solera.probe.evaluation.EvaluationTable;
import dev.solera.probe.evaluation.ValidationFolds;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.StackEncoder;
import dev.solera.probe.rolling.RollingProbes;
import dev.solera.probe.rolling.RollingTap;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryListener;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.springframework.context.SmartLifecycle;

/**
 * The probe of a run: keeps rolling accuracies while modules learn, reads the evaluation pass of every stage, and
 * publishes the final table. It ends once, finished or failed.
 */
final class ProbeService implements SmartLifecycle {

    private final PipelineDefinition definition;
    private final ProbeProperties settings;
    private final SoleraStreams streams;
    private final ProbeReport report;
    private final ServiceFailure failure;
    private final Map<Integer, RollingTap> taps = new TreeMap<>();
    private final EvaluationFeatures features;
    private final EvaluationPass pass;
    private final ExecutorService threads;
    private final ScheduledExecutorService clock;
    private final AtomicBoolean over = new AtomicBoolean();
    private Optional<TelemetryListener> listener = Optional.empty();
    private volatile boolean running;

    /** @param untrained makes the stack of the untrained rows, when it is needed */
    ProbeService(
            PipelineDefinition definition,
            ProbeProperties settings,
            SoleraStreams streams,
            ProbeReport report,
            ProbeMetrics metrics,
            ServiceFailure failure,
            Function<PipelineDefinition, StackEncoder> untrained) {
        this.definition = definition;
        this.settings = settings;
        this.streams = streams;
        this.report = report;
        this.failure = failure;
        threads = Executors.newCachedThreadPool(task -> daemon(task, "probe"));
        clock = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "probe-clock"));
        Features seen = new Features(definition.input(), settings.framesPerSample(), definition.seed());
        features = new EvaluationFeatures(definition, seen);
        pass = new EvaluationPass(definition, streams, features, () -> untrained.apply(definition), threads);
        for (int depth : settings.rollingDepths(definition.placement())) {
            var probes = new RollingProbes(
                    depth, definition.stages().get(depth), seen, settings.window(), settings.rollingRate());
            var tap = new RollingTap(probes, depth == definition.depth());
            taps.put(depth, tap);
            metrics.follow(depth, tap);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void start() {
        failure.onReport(cause -> end());
        running = true;
        threads.execute(() -> orFail(this::begin));
    }

    /** Waits for the broker. */
    private void begin() throws InterruptedException {
        if (!listen(streams.telemetryFromBeginning("probe", this::hear))) {
            return;
        }
        report.listening(definition.placement());
        taps.forEach((depth, tap) -> threads.execute(() -> orFail(() -> follow(depth, tap))));
        pass.done().thenRunAsync(() -> orFail(this::evaluate), threads).exceptionally(this::fail);
        long period = settings.reportEvery().toMillis();
        clock.scheduleWithFixedDelay(() -> orFail(this::reportRolling), period, period, TimeUnit.MILLISECONDS);
    }

    /** @return whether to continue; false if the probe was stopped meanwhile */
    private synchronized boolean listen(TelemetryListener made) {
        if (!running) {
            made.close();
            return false;
        }
        listener = Optional.of(made);
        return true;
    }

    private void hear(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.EvaluationStart start) {
            orFail(() -> pass.begins(start.stage(), start.partition(), start.offset()));
        }
    }

    private void follow(int depth, RollingTap tap) throws InterruptedException {
        var beginning = Collections.nCopies(streams.partitions(), PartitionPosition.START);
        try (ActivationConsumer consumer = streams.tap("probe-rolling", depth, beginning)) {
            boolean evaluation = tap.follow(consumer);
            if (depth == definition.depth() && !isOver() && !pass.topEnded(evaluation)) {
                report.noTable("the run had no evaluation pass");
                finish(Map.of());
            }
        }
    }

    private void reportRolling() {
        report.rolling(taps.values().stream()
                .flatMap(tap -> tap.probes().rows().stream())
                .toList());
    }

    /** Part of the probe's work. */
    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    /**
     * Runs work on a thread whose failures, among them an {@link Error} such as running out of memory, would otherwise
     * go unnoticed.
     */
    private void orFail(Work work) {
        try {
            work.run();
        } catch (Throwable e) {
            fail(e);
        }
    }

    private void evaluate() throws InterruptedException {
        if (!features.differing().isEmpty()) {
            report.uneven(features.differing());
        }
        var folds = new ValidationFolds(settings.validationFolds(), definition.seed());
        EvaluationTable table = new Evaluation(
                        folds, settings.budget(), definition.supervision().labels())
                .table(features.examples());
        keep(table);
        report.table(table);
        finish(Map.of("rows", (long) table.rows().size(), "labels_skipped", (long)
                table.skipped().size()));
    }

    /** Before the table is told, so that whoever has heard of it finds them. */
    private void keep(EvaluationTable table) {
        settings.folder()
                .ifPresent(folder -> table.classifiers().forEach((depth, classifiers) -> {
                    try {
                        ClassifierFile.write(
                                folder.resolve(depth + ".safetensors"),
                                classifiers,
                                Map.of("identity", Identity.of(definition), "depth", Integer.toString(depth)));
                    } catch (IOException e) {
                        throw new UncheckedIOException(
                                "probes of depth %d cannot be written to %s".formatted(depth, folder), e);
                    }
                }));
    }

    private void finish(Map<String, Long> found) throws InterruptedException {
        if (end()) {
            Map<String, Long> counts = new TreeMap<>(found);
            for (RollingTap tap : taps.values()) {
                counts.merge("rolling_learned", tap.learned(), Long::sum);
                counts.merge("rolling_scored", tap.scored(), Long::sum);
                counts.merge("rolling_dropped", tap.dropped(), Long::sum);
            }
            report.finished(counts);
        }
    }

    private Void fail(Throwable thrown) {
        if (end()) {
            failure.report(thrown instanceof CompletionException wrapped ? wrapped.getCause() : thrown);
        }
        return null;
    }

    /** @return whether it had not ended before */
    private boolean end() {
        clock.shutdown();
        return over.compareAndSet(false, true);
    }

    private boolean isOver() {
        return over.get();
    }

    @Override
    public synchronized void stop() {
        running = false;
        over.set(true);
        report.stopped();
        clock.shutdownNow();
        threads.shutdownNow();
        listener.ifPresent(TelemetryListener::close);
        listener = Optional.empty();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

package dev.solera.probe;

import dev.solera.export.ClassifierFile;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.evaluation.EvaluationFeatures;
import dev.solera.probe.evaluation.EvaluationPass;
import dev.solera.probe.evaluation.EvaluationTable;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.StackEncoder;
import dev.solera.probe.rolling.RollingTap;
import dev.solera.probe.rolling.RollingTaps;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryListener;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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
    private final RollingTaps rolling;
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
        Features seen = settings.features(definition);
        features = new EvaluationFeatures(definition, seen);
        pass = new EvaluationPass(definition, streams, features, () -> untrained.apply(definition), threads);
        rolling = new RollingTaps(
                definition,
                settings.rollingDepths(definition),
                seen,
                settings.rollingWindows(),
                () -> untrained.apply(definition));
        rolling.byDepth().forEach(metrics::follow);
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
        CompletableFuture<?>[] followed = rolling.byDepth().entrySet().stream()
                .map(tap ->
                        CompletableFuture.runAsync(() -> orFail(() -> follow(tap.getKey(), tap.getValue())), threads))
                .toArray(CompletableFuture[]::new);
        CompletableFuture<Void> passed = pass.done();
        passed.exceptionally(this::fail); // at once, whatever the taps still wait for
        passed.thenCombine(CompletableFuture.allOf(followed), (read, ended) -> read)
                .thenRunAsync(() -> orFail(this::evaluate), threads)
                .exceptionally(this::fail);
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

    private synchronized void reportRolling() {
        report.rolling(rolling.rows());
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
        reportRolling();
        if (!features.differing().isEmpty()) {
            report.uneven(features.differing());
        }
        EvaluationTable table = settings.evaluation(definition).table(features.examples());
        keep(table);
        report.table(table);
        finish(Map.of("rows", (long) table.rows().size(), "labels_skipped", (long)
                table.skipped().size()));
    }

    /** Before the table is told, so that whoever has heard of it finds them; without them it is told all the same. */
    private void keep(EvaluationTable table) {
        settings.folder()
                .ifPresent(folder -> table.classifiers().forEach((depth, classifiers) -> {
                    Path file = folder.resolve(depth + ".safetensors");
                    try {
                        ClassifierFile.write(file, classifiers, Identity.of(definition), depth);
                    } catch (IOException e) {
                        report.notKept(file, e);
                    }
                }));
    }

    private void finish(Map<String, Long> found) throws InterruptedException {
        if (end()) {
            Map<String, Long> counts = new TreeMap<>(found);
            for (RollingTap tap : rolling.byDepth().values()) {
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

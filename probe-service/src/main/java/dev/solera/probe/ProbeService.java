package dev.solera.probe;

import dev.solera.export.ClassifierFile;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.evaluation.EvaluationFeatures;
import dev.solera.probe.evaluation.EvaluationPass;
import dev.solera.probe.evaluation.EvaluationTable;
import dev.solera.probe.evaluation.FitCount;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.StackEncoder;
import dev.solera.probe.rolling.InputTap;
import dev.solera.probe.rolling.RollingProbes;
import dev.solera.probe.rolling.RollingWindows;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.document.DocumentListener;
import dev.solera.service.event.TelemetryListener;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.StreamItem;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
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
    private final RollingProbes rolling;
    private final InputTap input;
    private final EvaluationFeatures features;
    private final EvaluationPass pass;
    private final RollingReports reports;
    private final FitCount fits = new FitCount();
    private final ExecutorService threads;
    private final AtomicBoolean over = new AtomicBoolean();
    private Optional<TelemetryListener> listener = Optional.empty();
    private Optional<DocumentListener> parameters = Optional.empty();
    private Optional<Thread> looking = Optional.empty();
    private volatile boolean running;

    /** @param stacks makes the encoders of modules that are not trained here, when they are needed */
    ProbeService(
            PipelineDefinition definition,
            ProbeProperties settings,
            SoleraStreams streams,
            ProbeReport report,
            ProbeMetrics metrics,
            ServiceFailure failure,
            BiFunction<PipelineDefinition, Beginning, StackEncoder> stacks) {
        this.definition = definition;
        this.settings = settings;
        this.streams = streams;
        this.report = report;
        this.failure = failure;
        threads = Executors.newCachedThreadPool(task -> daemon(task, "probe"));
        Features seen = settings.features(definition);
        features = new EvaluationFeatures(definition, seen);
        pass = new EvaluationPass(
                definition, streams, features, () -> stacks.apply(definition, Beginning.DRAWN), threads);
        rolling = new RollingProbes(
                definition,
                seen,
                settings.budget(),
                new RollingWindows(
                        settings.memory(), settings.window(), settings.kept().toBytes()),
                settings.share(),
                parameters -> stacks.apply(definition, parameters));
        input = new InputTap(rolling::accept);
        reports = new RollingReports(rolling::rows, this::report);
        metrics.follow(input);
    }

    private void report(List<ProbeAccuracy> rows) {
        report.rolling(rows);
        report.fitting(fits);
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
        followParameters(streams.parametersFromBeginning("probe", rolling::accept));
        CompletableFuture<Void> followed = CompletableFuture.runAsync(() -> orFail(this::followInput), threads);
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> orFail(() -> followTop(followed)), threads);
        CompletableFuture<Void> passed = pass.done();
        passed.exceptionally(this::fail); // at once, whatever the taps still wait for
        passed.thenCombine(CompletableFuture.allOf(followed, ended), (read, all) -> read)
                .thenRunAsync(() -> orFail(this::evaluate), threads)
                .exceptionally(this::fail);
        reports.every(settings.reportEvery(), this::fail);
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

    private synchronized void followParameters(DocumentListener made) {
        parameters = Optional.of(made);
        if (running) {
            looking = Optional.of(daemon(() -> orFail(this::look), "probe-looking"));
            looking.get().start();
        } else {
            made.close();
        }
    }

    /** The table does not depend on it, and goes on without it where it fails. */
    private void look() {
        try {
            rolling.look();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the run or the service has ended
        } catch (RuntimeException e) {
            report.noRolling(e);
        }
    }

    private void hear(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.EvaluationStart start) {
            orFail(() -> pass.begins(start.stage(), start.partition(), start.offset()));
        }
    }

    private ActivationConsumer tap(int depth) throws InterruptedException {
        var beginning = Collections.nCopies(streams.partitions(), PartitionPosition.START);
        return streams.tap("probe-rolling", depth, beginning);
    }

    private void followInput() throws InterruptedException {
        try (ActivationConsumer tap = tap(0)) {
            input.follow(tap);
        }
    }

    /** To its end, which is that of the run. */
    private void followTop(CompletableFuture<Void> followed) throws InterruptedException {
        boolean evaluation = false;
        try (ActivationConsumer tap = tap(definition.depth())) {
            for (Optional<StreamItem> item = tap.take(); item.isPresent(); item = tap.take()) {
                if (item.get() instanceof StreamItem.Arrived arrived) {
                    evaluation |= arrived.sample().purpose().isEvaluation();
                    tap.giveBack(List.of(arrived.sample()));
                }
            }
        }
        if (!isOver() && !pass.topEnded(evaluation)) {
            report.noTable("the run had no evaluation pass");
            followed.join();
            lookOnceMore();
            finish(Map.of());
        }
    }

    private void lookOnceMore() throws InterruptedException {
        if (looking.isPresent()) {
            looking.get().interrupt();
            looking.get().join();
        }
        try {
            rolling.lookOnceMore();
        } catch (RuntimeException e) {
            report.noRolling(e);
        }
        reports.tell();
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
        lookOnceMore();
        if (!features.differing().isEmpty()) {
            report.uneven(features.differing());
        }
        EvaluationTable table = settings.evaluation(definition).table(features.examples(), fits);
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
            counts.put("rolling_train", input.train());
            counts.put("rolling_held_out", input.heldOut());
            counts.put("rolling_dropped", input.dropped());
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
        reports.end();
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
        reports.close();
        threads.shutdownNow();
        listener.ifPresent(TelemetryListener::close);
        listener = Optional.empty();
        looking.ifPresent(Thread::interrupt);
        parameters.ifPresent(DocumentListener::close);
        parameters = Optional.empty();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

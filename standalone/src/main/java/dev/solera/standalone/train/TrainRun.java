package dev.solera.standalone.train;

import dev.solera.ingest.Ingest;
import dev.solera.standalone.display.ProgressDisplay;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import dev.solera.standalone.report.RunRecorder;
import dev.solera.standalone.stack.StandaloneStack;
import dev.solera.stream.TelemetryEvent;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One training run: everything that can be refused is refused first, then the stack runs until its last service has
 * finished, then tables and pictures are written and the broker's data goes.
 */
public final class TrainRun {

    private static final Logger LOG = LoggerFactory.getLogger(TrainRun.class);

    private final TrainSettings settings;
    private final PrintWriter out;
    private final PrintStream err;
    private final Optional<RunProvenance> earlier;
    private final long began = System.nanoTime();

    /**
     * @param out for what a user keeps: where the results are, the table
     * @param err for what passes: progress
     */
    public TrainRun(TrainSettings settings, PrintWriter out, PrintStream err) {
        this(settings, out, err, Optional.empty());
    }

    private TrainRun(TrainSettings settings, PrintWriter out, PrintStream err, Optional<RunProvenance> earlier) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        this.earlier = earlier;
    }

    /** Goes on with a run that was cut off: with the topics and checkpoints in its folder. */
    public static TrainRun resumed(TrainSettings settings, PrintWriter out, PrintStream err) {
        RunProvenance earlier =
                RunProvenance.read(RunFolder.open(settings.out()).provenance());
        return new TrainRun(settings, out, err, Optional.of(earlier));
    }

    /**
     * Trains to the end, or until Ctrl-C.
     *
     * @throws IllegalArgumentException where a setting does not fit; nothing is written then
     * @throws IllegalStateException where the disk is too small; nothing is written then
     * @throws RunFailedException where the run failed; what there is of it is in its folder
     */
    public void run() throws InterruptedException {
        Acceptance accepted = earlier.map(
                        run -> Acceptance.ofResumed(settings, run.data().listing()))
                .orElseGet(() -> Acceptance.of(settings));
        RunFolder folder = earlier.isPresent() ? RunFolder.open(settings.out()) : RunFolder.create(settings.out());
        Runnable undo = earlier.isPresent() ? () -> {} : folder::discard;
        RunLog.to(folder.log());
        var report = new RunReport(settings, accepted.corpus(), out);
        try (Interrupts interrupts = Interrupts.listen(undo);
                Closeable brokerData = folder::removeBroker;
                Preparation prepared = Preparation.of(settings.definition(), folder, err)) {
            interrupts.cleanUpWith(() -> {
                prepared.close();
                undo.run();
            });
            report.introduce();
            train(accepted, prepared, folder, interrupts, report);
        } catch (IOException | RuntimeException e) {
            throw new RunFailedException(e, settings.log());
        }
        report.results(Duration.ofNanos(System.nanoTime() - began));
    }

    private void train(
            Acceptance accepted, Preparation prepared, RunFolder folder, Interrupts interrupts, RunReport report)
            throws IOException, InterruptedException {
        RunStory story = earlier.map(
                        run -> new RunStory(settings, accepted.corpus(), folder, Instant.parse(run.started())))
                .orElseGet(() -> new RunStory(settings, accepted.corpus(), folder));
        story.begin();
        CompletableFuture<Void> early = new CompletableFuture<>();
        try (RunRecorder recorder = new RunRecorder(folder)) {
            Runnable stop = () -> {
                recorder.finish();
                story.end("stopped");
                prepared.close();
                folder.removeBroker();
            };
            try (ProgressDisplay display =
                            ProgressDisplay.open(settings.definition(), accepted.evaluationWindows(), err);
                    StandaloneStack stack = StandaloneStack.start(
                            Services.of(
                                    settings,
                                    accepted.corpus(),
                                    folder,
                                    prepared.broker().bootstrapServers()),
                            event -> {
                                if (event instanceof TelemetryEvent.Source) {
                                    interrupts.endGentlyWith(() -> early.complete(null), stop);
                                }
                                recorder.accept(event);
                                story.accept(event);
                                display.accept(event);
                            })) {
                early.thenRun(() -> {
                    display.interrupted();
                    if (story.interrupt()) {
                        stack.bean(Services.INGEST, Ingest.class).finishEarly();
                    }
                });
                stack.await();
            } catch (RuntimeException e) {
                story.end("failed: " + e.getMessage());
                recorder.finish();
                throw e;
            }
            story.end();
            recorder.finish();
            report.conclude(recorder.accuracies());
            draw(recorder, report);
        }
    }

    /** Pictures are an extra: a run is whole without them. */
    private static void draw(RunRecorder recorder, RunReport report) {
        try {
            recorder.draw();
        } catch (RuntimeException e) {
            LOG.warn("no pictures", e);
            report.withoutPictures(e);
        }
    }
}

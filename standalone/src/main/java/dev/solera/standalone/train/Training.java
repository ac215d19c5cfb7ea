package dev.solera.standalone.train;

import dev.solera.checkpoint.EarlierParameters;
import dev.solera.ingest.Ingest;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.display.ProgressDisplay;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import dev.solera.standalone.report.RunRecorder;
import dev.solera.standalone.stack.StackSettings;
import dev.solera.standalone.stack.StandaloneStack;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work of a run, in a folder that nobody else works on: the stack runs until its last service has finished, then
 * tables and pictures are written. Topics and checkpoints go when the run has come to its end, and only then: a run
 * that failed or was stopped can be resumed.
 */
final class Training {

    private static final Logger LOG = LoggerFactory.getLogger(Training.class);

    private final TrainSettings settings;
    private final Acceptance accepted;
    private final RunFolder folder;
    private final Optional<RunProvenance> earlier;
    private final PrintStream err;
    private final RunReport report;
    private final RunStory story;
    private final CompletableFuture<Void> early = new CompletableFuture<>();
    private final long began = System.nanoTime();

    /** @param earlier what the run wrote down, where this goes on with it */
    Training(
            TrainSettings settings,
            Acceptance accepted,
            RunFolder folder,
            Optional<RunProvenance> earlier,
            PrintWriter out,
            PrintStream err) {
        this.settings = settings;
        this.accepted = accepted;
        this.folder = folder;
        this.earlier = earlier;
        this.err = err;
        this.report = new RunReport(settings, accepted.source(), out);
        Instant started = earlier.map(run -> Instant.parse(run.started())).orElseGet(Instant::now);
        this.story = new RunStory(settings, accepted.source(), folder, started);
    }

    void run() throws InterruptedException {
        RunLog.to(folder.log());
        try (Interrupts interrupts = Interrupts.listen(this::undo)) {
            try (Preparation prepared = prepare()) {
                interrupts.cleanUpWith(() -> {
                    prepared.close();
                    undo();
                });
                report.introduce(accepted.trainSamples());
                train(prepared, interrupts);
            }
            report.results(Duration.ofNanos(System.nanoTime() - began));
            folder.removeBroker();
        }
    }

    /** Nothing is kept of a run that has not trained anything. */
    private void undo() {
        if (earlier.isEmpty()) {
            folder.discard();
        }
    }

    private Preparation prepare() {
        try {
            if (earlier.isEmpty()) {
                settings.from().ifPresent(this::takeOver);
            }
            return Preparation.of(settings.definition(), folder, err);
        } catch (RuntimeException e) {
            if (earlier.isEmpty()) {
                folder.discardBroker();
            }
            throw RunFailedException.beforeTheStart(e, settings.log());
        }
    }

    /** What was accepted may have been written anew since: what counts is the copy. */
    private void takeOver(Path modules) {
        folder.takeOver(modules);
        PipelineDefinition definition = settings.definition();
        EarlierParameters.read("--from", folder.start(), definition, new ModuleRange(1, definition.depth()));
    }

    private void train(Preparation prepared, Interrupts interrupts) throws InterruptedException {
        try {
            if (earlier.filter(RunProvenance::hasFailed).isPresent()) {
                new StreamRewind(
                                settings.definition(), folder, prepared.broker().bootstrapServers())
                        .rewind();
            }
            story.begin();
            try (RunRecorder recorder = new RunRecorder(folder)) {
                interrupts.endGentlyWith(() -> early.complete(null), () -> stop(recorder, prepared));
                record(prepared, recorder);
                interrupts.cleanUpWith(() -> {});
            }
        } catch (IOException | RuntimeException e) {
            throw RunFailedException.resumable(e, settings.log(), settings.out());
        }
    }

    /** Notes that the run is asked to stop now; it can be resumed. */
    private void stop(RunRecorder recorder, Preparation prepared) {
        try {
            recorder.finish();
            story.end(RunProvenance.STOPPED);
            err.printf("Stopped; solera resume %s goes on with it.%n", settings.out());
            err.flush();
        } catch (IOException e) {
            LOG.warn("not written down that the run was stopped", e);
        } finally {
            prepared.close();
        }
    }

    private void record(Preparation prepared, RunRecorder recorder) throws InterruptedException, IOException {
        try {
            runServices(prepared, recorder);
            recorder.finish();
        } catch (RuntimeException e) {
            writeDown(e, recorder);
            throw e;
        }
        report.conclude(recorder.accuracies(), story.count(Services.INGEST, Ingest.NOT_EVALUATED));
        draw(recorder);
        story.end();
    }

    private void runServices(Preparation prepared, RunRecorder recorder) throws InterruptedException {
        StackSettings services = Services.of(
                settings, accepted.source(), folder, prepared.broker().bootstrapServers());
        try (ProgressDisplay display = ProgressDisplay.open(settings.definition(), accepted.evaluationWindows(), err)) {
            early.thenRun(display::interrupted);
            try (StandaloneStack stack =
                    StandaloneStack.start(services, prepared.broker().death(), event -> {
                        recorder.accept(event);
                        story.accept(event);
                        display.accept(event);
                    })) {
                early.thenRun(() -> endLearning(stack));
                stack.await();
            }
        }
    }

    /** Who is paused would not hear of it. */
    private void endLearning(StandaloneStack stack) {
        stack.resume("Ctrl-C");
        if (story.interrupt()) {
            stack.bean(Services.INGEST, Ingest.class).finishEarly();
        }
    }

    /** As far as possible: where the disk is full, the cause still has to be told. */
    private void writeDown(RuntimeException failure, RunRecorder recorder) {
        try {
            story.end(RunProvenance.FAILED + RunFailedException.text(failure));
            recorder.finish();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Pictures are an extra: a run is whole without them. */
    private void draw(RunRecorder recorder) {
        try {
            recorder.draw();
        } catch (RuntimeException e) {
            LOG.warn("no pictures", e);
            report.withoutPictures(e);
        }
    }
}

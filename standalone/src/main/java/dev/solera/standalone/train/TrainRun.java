package dev.solera.standalone.train;

import dev.solera.ingest.Ingest;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.display.ProgressDisplay;
import dev.solera.standalone.report.AccuracyTable;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunRecorder;
import dev.solera.standalone.stack.StandaloneStack;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One training run: everything that can be refused is refused first, then the stack runs until its last service has
 * finished, then tables and pictures are written and the broker's data goes.
 */
public final class TrainRun {

    private static final int SKIPPED_NAMED = 5;

    private final TrainSettings settings;
    private final PrintWriter out;
    private final PrintStream err;
    private final long began = System.nanoTime();

    /**
     * @param out for what a user keeps: where the results are, the table
     * @param err for what passes: progress
     */
    public TrainRun(TrainSettings settings, PrintWriter out, PrintStream err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /**
     * Trains to the end, or until Ctrl-C.
     *
     * @throws IllegalArgumentException where a setting does not fit
     * @throws RuntimeException where the run failed; what there is of it is in its folder
     */
    public void run() throws IOException, InterruptedException {
        var ingest = IngestSettings.check(settings.ingest());
        RunFolder folder = RunFolder.create(settings.out());
        RunLog.to(folder.log());
        try (Interrupts interrupts = Interrupts.listen(folder::discard)) {
            try (Preparation prepared = Preparation.of(settings.definition(), ingest, folder, err)) {
                introduce(prepared.corpus());
                train(prepared, folder, interrupts);
            }
        }
        folder.removeBroker();
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        say("%nResults are in %s, after %d:%02d minutes.", settings.out(), took.toMinutes(), took.toSecondsPart());
    }

    private void introduce(Corpus corpus) {
        PipelineDefinition definition = settings.definition();
        say(
                "Training %s, %d modules, on %s: %,d recordings, %,d of them held out.",
                definition.pipeline(),
                definition.depth(),
                corpus.origin(),
                corpus.recordings().size(),
                corpus.recordings().stream().filter(Recording::heldOut).count());
        settings.gatewayPort().ifPresent(port -> say("The gateway answers at http://127.0.0.1:%d/api/pipeline", port));
        if (!corpus.skipped().isEmpty()) {
            say(
                    "Skipped %,d that cannot be used; provenance.json names all:",
                    corpus.skipped().size());
            corpus.skipped().entrySet().stream()
                    .limit(SKIPPED_NAMED)
                    .forEach(skipped -> say("  %s: %s", skipped.getKey(), skipped.getValue()));
        }
    }

    private void train(Preparation prepared, RunFolder folder, Interrupts interrupts)
            throws IOException, InterruptedException {
        RunStory story = new RunStory(settings, prepared.corpus(), folder);
        story.begin();
        CompletableFuture<Void> early = new CompletableFuture<>();
        try (RunRecorder recorder = new RunRecorder(folder)) {
            try (ProgressDisplay display =
                            ProgressDisplay.open(settings.definition(), prepared.evaluationWindows(), err);
                    StandaloneStack stack = StandaloneStack.start(
                            Services.of(
                                    settings,
                                    prepared.corpus(),
                                    folder,
                                    prepared.broker().bootstrapServers()),
                            event -> {
                                if (event instanceof TelemetryEvent.Source) {
                                    interrupts.endGentlyWith(() -> early.complete(null), folder::removeBroker);
                                }
                                recorder.accept(event);
                                story.accept(event);
                                display.accept(event);
                            })) {
                early.thenRun(() -> {
                    stack.bean(Services.INGEST, Ingest.class).finishEarly();
                    display.endEarly();
                });
                stack.await();
            } catch (RuntimeException e) {
                story.end("failed: " + e.getMessage());
                recorder.finish();
                throw e;
            }
            story.end(early.isDone() ? "ended early" : "finished");
            recorder.finish();
            AccuracyTable.lines(recorder.accuracies()).forEach(line -> say("%s", line));
            recorder.draw();
        }
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(format, arguments));
        out.flush();
    }
}

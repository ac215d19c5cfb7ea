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
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.env.Environment;

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
        try (Interrupts interrupts = Interrupts.listen(folder::removeBroker)) {
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
        AtomicBoolean early = new AtomicBoolean();
        try (RunRecorder recorder = new RunRecorder(folder)) {
            try (ProgressDisplay display = ProgressDisplay.open(settings.definition(), err);
                    StandaloneStack stack = StandaloneStack.start(
                            Services.of(
                                    settings,
                                    prepared.corpus(),
                                    folder,
                                    prepared.broker().bootstrapServers()),
                            event -> {
                                recorder.accept(event);
                                story.accept(event);
                                display.accept(event);
                            })) {
                interrupts.endGentlyWith(() -> {
                    early.set(true);
                    stack.bean(Services.INGEST, Ingest.class).finishEarly();
                });
                settings.gatewayPort().ifPresent(port -> display.note(gateway(stack)));
                stack.await();
            } catch (RuntimeException e) {
                story.end("failed: " + e.getMessage());
                recorder.finish();
                throw e;
            }
            recorder.finish();
            story.end(early.get() ? "ended early" : "finished");
            AccuracyTable.lines(recorder.accuracies()).forEach(line -> say("%s", line));
        }
    }

    private static String gateway(StandaloneStack stack) {
        String port = stack.bean(Services.GATEWAY, Environment.class).getProperty("local.server.port");
        return "http://127.0.0.1:%s/api/pipeline".formatted(port);
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(format, arguments));
        out.flush();
    }
}

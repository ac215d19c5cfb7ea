package dev.solera.standalone.train;

import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.Source;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.stream.StreamSource;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.Baseline;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Placement;
import dev.solera.standalone.report.AccuracyBoard;
import dev.solera.standalone.report.AccuracyTable;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a run prints for people: what it trains on when it begins, and the results when it ends. */
final class RunReport {

    private static final int SKIPPED_NAMED = 5;

    private final TrainSettings settings;
    private final Source source;
    private final PrintWriter out;

    RunReport(TrainSettings settings, Source source, PrintWriter out) {
        this.settings = settings;
        this.source = source;
        this.out = out;
    }

    /** @param trainSamples that the run learns from, {@link RunLength#UNKNOWN} where a clock or a person ends it */
    void introduce(long trainSamples) {
        PipelineDefinition definition = settings.definition();
        say(
                "Training %s, %s%d %s, on %s%s.",
                definition.pipeline(),
                Baseline.described(definition)
                        .map(which -> "baseline %s, ".formatted(which))
                        .orElse(""),
                definition.depth(),
                definition.depth() == 1 ? "module" : "modules",
                source.listing().origin(),
                recordings());
        sayPlacement();
        sayBeginning();
        sayFrozen();
        definition.rateNotices(trainSamples).forEach(notice -> say("%s", notice));
        sayLabelsInTraining();
        settings.gatewayPort().ifPresent(port -> say("Watch it at http://127.0.0.1:%d", port));
        source.listing().notes().forEach(note -> say("%s.", note));
        sayDecidingLabel();
        if (!source.listing().skipped().isEmpty()) {
            say(
                    "Skipped %,d that cannot be used; provenance.json names all:",
                    source.listing().skipped().size());
            source.listing().skipped().entrySet().stream()
                    .limit(SKIPPED_NAMED)
                    .forEach(skipped -> say("  %s: %s", skipped.getKey(), skipped.getValue()));
        }
    }

    /**
     * The table of every label, or why there is none.
     *
     * @param deleted records that were trained on, and were deleted before the evaluation pass
     */
    void conclude(AccuracyBoard accuracies, long deleted) {
        sayBeginning();
        sayFrozen();
        sayLabelsInTraining();
        sayDecidingLabel();
        AccuracyTable.lines(accuracies, Baseline.described(settings.definition()))
                .forEach(line -> say("%s", line));
        sayDepthsWithoutRow(accuracies);
        if (deleted > 0) {
            say(
                    "%nThe final accuracies are without %,d records, which %s had no longer when learning ended.",
                    deleted, source.listing().origin());
        }
        if (source instanceof StreamSource topic && !topic.isEvaluated()) {
            sayWhyATopicHasNoTable(accuracies);
        } else {
            sayMissing(accuracies);
        }
    }

    private void sayWhyATopicHasNoTable(AccuracyBoard accuracies) {
        if (source.labels().classes().isEmpty()) {
            say("%nNo classes were declared, so there is nothing to probe: --stream classes.LABEL=VALUE,VALUE");
            return;
        }
        say(
                "%nThere is no final table, as the run was not asked to end with %s: --stream until=end",
                source.listing().origin());
        source.labels()
                .classes()
                .keySet()
                .forEach(label -> rolling(accuracies, label)
                        .ifPresent(rows -> say("Held-out %s accuracy while it learned: %s.", label, rows)));
    }

    private static Optional<String> rolling(AccuracyBoard accuracies, String label) {
        return accuracies.rolling().stream()
                .filter(row -> row.label().equals(label) && row.network().equals(AccuracyBoard.TRAINED))
                .map(row -> "%.1f %% at depth %d".formatted(100 * row.accuracy(), row.depth()))
                .reduce((rows, row) -> rows + ", " + row);
    }

    private void sayMissing(AccuracyBoard accuracies) {
        List<String> missing = source.labels().classes().keySet().stream()
                .filter(label -> !accuracies.labels().contains(label))
                .toList();
        if (source.labels().classes().isEmpty()
                && source.listing().decidingLabel().isEmpty()) {
            say("%nNo labels were given, so there is nothing to probe: --labels");
        } else if (!missing.isEmpty()) {
            say("%nNo final accuracy for %s: the cause is in %s", String.join(", ", missing), settings.log());
        }
    }

    /** Of a topic nobody knows what will come. */
    private String recordings() {
        List<Recording> recordings = source.listing().recordings();
        return source instanceof Corpus
                ? ": %,d %s, %,d of them held out"
                        .formatted(
                                recordings.size(),
                                settings.definition().input().recordings(),
                                recordings.stream().filter(Recording::heldOut).count())
                : ", as its records come";
    }

    private void sayPlacement() {
        Placement placement = settings.definition().placement();
        if (placement.services().size() < placement.depth()) {
            say("Modules share services: %s.", placement);
        }
    }

    /** Who compares depths has to know that one was never looked at. */
    private void sayDepthsWithoutRow(AccuracyBoard accuracies) {
        List<Integer> hidden = settings.definition().placement().depthsWithoutTopic();
        if (!accuracies.isEmpty() && !hidden.isEmpty()) {
            say(
                    "%nNo row for depth %s: handed on in memory (placement %s), where no probe listens.",
                    join(hidden), settings.definition().placement());
        }
    }

    /** Nor is such a run comparable with one that began with what its seed drew. */
    private void sayBeginning() {
        settings.from().ifPresent(from -> say("The modules began with the parameters in %s.", from));
    }

    /** Who compares a run with others has to know what did not learn in it. */
    private void sayFrozen() {
        int depth = settings.definition().depth();
        List<Integer> trained = settings.definition().learning();
        if (trained.size() < depth) {
            say(
                    "Trained: module %s of %d; frozen: %s.",
                    join(trained),
                    depth,
                    join(IntStream.rangeClosed(1, depth)
                            .filter(number -> !trained.contains(number))
                            .boxed()
                            .toList()));
        }
    }

    /** A run that looks at a label while it learns is not free of labels, which a reader of its table has to know. */
    private void sayLabelsInTraining() {
        Set<String> supervising = settings.definition().supervision().labels();
        if (!supervising.isEmpty()) {
            say(
                    "Training uses the label %s, so that no depth is chosen as the best for it.",
                    String.join(", ", supervising));
        }
        if (settings.definition().input() instanceof AudioInput audio) {
            audio.shortClips()
                    .label()
                    .ifPresent(label -> say(
                            "Training uses the label %s: clips are joined within it (input.short-clips: %s).",
                            label, audio.shortClips()));
        }
    }

    /** A probe for it would be asked for values that it was never shown. */
    private void sayDecidingLabel() {
        source.listing()
                .decidingLabel()
                .ifPresent(label -> say("There is no probe for %s, whose values decide what is held out.", label));
    }

    void withoutPictures(RuntimeException cause) {
        say("%nThere are no pictures: %s", cause.getMessage());
    }

    void results(Duration took) {
        say("%nResults are in %s, after %d:%02d minutes.", settings.out(), took.toMinutes(), took.toSecondsPart());
    }

    private static String join(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void say(String format, Object... arguments) {
        out.println(String.format(format, arguments));
        out.flush();
    }
}

package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.engine.ComputeDevice;
import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.ingest.corpus.Source;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.stream.StreamSettings;
import dev.solera.ingest.stream.StreamSource;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Placement;
import dev.solera.standalone.report.AccuracyBoard;
import dev.solera.standalone.report.RunProvenance;
import dev.solera.stream.TelemetryEvent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunReportTest {

    private final StringWriter out = new StringWriter();

    @Test
    void shouldSayWhyThereIsNoTableWhenNoLabelsWereGiven() {
        // when
        report(LabelSchema.NONE).conclude(new AccuracyBoard(), 0);

        // then
        assertThat(out.toString().strip()).isEqualTo("No labels were given, so there is nothing to probe: --labels");
    }

    @Test
    void shouldNameTheLogWhenALabelHasNoRow() {
        // when
        report(LabelSchema.ofRecordings(List.of(Map.of("take", "1")))).conclude(new AccuracyBoard(), 0);

        // then
        assertThat(out.toString().strip())
                .isEqualTo("No final accuracy for take: the cause is in runs/first/solera.log");
    }

    @Test
    void shouldSayWhyATopicHasNoTable() {
        // given
        AccuracyBoard accuracies = new AccuracyBoard();
        for (int depth = 1; depth <= 2; depth++) {
            accuracies.add(new TelemetryEvent.Accuracy(
                    "main", 0, depth, "take", AccuracyBoard.TRAINED, true, 0.25 * depth, 0.2, 0.6, 0.5, 10, 2, 0.5));
        }

        // when
        topic("", Map.of("take", List.of("1", "2"))).conclude(accuracies, 0);
        topic("", Map.of()).conclude(accuracies, 0);
        topic("end", Map.of()).conclude(accuracies, 0);
        topic("end", Map.of("take", List.of("1", "2"))).conclude(accuracies, 7);

        // then
        String undeclared =
                "No classes were declared, so there is nothing to probe: --stream classes.LABEL=VALUE,VALUE";
        assertThat(out.toString().lines().filter(line -> !line.isBlank()))
                .containsExactly(
                        "There is no final table, as the run was not asked to end with kafka:clips: --stream until=end",
                        "Held-out take accuracy while it learned: 25.0 % at depth 1, 50.0 % at depth 2.",
                        undeclared,
                        undeclared,
                        "The final accuracies are without 7 records, which kafka:clips had no longer when learning ended.",
                        "No final accuracy for take: the cause is in runs/first/solera.log");
    }

    @Test
    void shouldSayWhatIsLeftOutWhenItBegins() {
        // when
        report(LabelSchema.NONE).introduce(RunLength.UNKNOWN);

        // then
        assertThat(out.toString()).contains("3 rows of meta.csv name no recording here.", "Skipped 1 that");
    }

    @Test
    void shouldSayWhyALabelHasNoProbeWhenItDecidesWhatIsHeldOut() {
        // given
        LabelSchema takes = LabelSchema.ofRecordings(List.of(Map.of("take", "1")));

        // when
        report(takes, Optional.of("speaker")).introduce(RunLength.UNKNOWN);
        report(LabelSchema.NONE, Optional.of("speaker")).conclude(new AccuracyBoard(), 0);

        // then
        assertThat(out.toString().lines())
                .filteredOn("There is no probe for speaker, whose values decide what is held out."::equals)
                .hasSize(2);
        assertThat(out.toString()).doesNotContain("No labels were given");
    }

    @Test
    void shouldSayWhichDepthsHaveNoRowWhenModulesShareAService() {
        // given
        AccuracyBoard accuracies = new AccuracyBoard();
        accuracies.add(new TelemetryEvent.Accuracy(
                "main", 0, 6, "speaker", AccuracyBoard.TRAINED, false, 0.5, 0.4, 0.6, 0.5, 10, 2, 0.5));
        RunReport report = report("1-3,4-5,6", LabelSchema.NONE, Optional.of("speaker"));

        // when
        report.introduce(RunLength.UNKNOWN);
        report.conclude(accuracies, 0);

        // then
        assertThat(out.toString())
                .contains("Modules share services: 1-3,4-5,6.")
                .contains(
                        "No row for depth 1, 2, 4: handed on in memory (placement 1-3,4-5,6), where no probe listens.");
    }

    @Test
    void shouldSayOnceWhenTheLearningRateDoesNotEndWithTheRun() {
        // given
        String bundled = PipelineDefinitions.format(PipelineDefinitions.load("speech-small"));
        PipelineDefinition scheduled = PipelineDefinitions.parse(bundled.replaceFirst(
                "learning-rate: .*", "learning-rate: {peak: 1e-3, decay: cosine, samples: 24000}"));
        RunReport report = report(scheduled, LabelSchema.NONE, Optional.empty());

        // when
        report.introduce(24_000);
        report.introduce(96_000);

        // then
        assertThat(out.toString().lines())
                .filteredOn(line -> line.contains("learning rate"))
                .containsExactly(
                        "The learning rate's schedule ends after 24,000 of the run's 96,000 samples: from there on it is 1.0e-05.");
    }

    @Test
    void shouldSayWhichBaselineIsTrainedAndThatItLooksAtLabels() {
        // given
        RunReport report = report("baseline: supervised:speaker:10", "speech-small");

        // when
        report.introduce(RunLength.UNKNOWN);
        report.conclude(new AccuracyBoard(), 0);

        // then
        assertThat(out.toString())
                .startsWith("Training speech-small, baseline supervised:speaker:10, 1 module, on fake: 1 recordings");
        assertThat(out.toString().lines())
                .filteredOn("Training uses the label speaker, so that no depth is chosen as the best for it."::equals)
                .hasSize(2);
    }

    @Test
    void shouldSayWhichModulesAreFrozen() {
        report("train: [2, 4]", "speech-small").introduce(RunLength.UNKNOWN);

        assertThat(out.toString())
                .contains("Trained: module 2, 4 of 6; frozen: 1, 3, 5, 6.")
                .doesNotContain("Training uses");
    }

    @Test
    void shouldSayThatALabelIsLearnedWhenALossIsWrittenOutByHand() {
        PipelineDefinition byHand = PipelineDefinitions.parse("""
                pipeline: by-hand
                input: {kind: audio, sample-rate: 8000, window: 640}
                batch: 4
                learning-rate: 1e-3
                seed: 1
                modules:
                  - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
                    loss: {objective: none}
                  - encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}]
                    loss: {objective: cross-entropy, label: digit, classes: 10}
                """);

        report(byHand, LabelSchema.NONE, Optional.empty()).introduce(RunLength.UNKNOWN);

        assertThat(out.toString()).startsWith("Training by-hand, baseline supervised by digit, 2 modules, on fake");
        assertThat(RunProvenance.baseline(byHand)).isEqualTo("supervised by digit");
    }

    @Test
    void shouldSayWhatModulesBeganWith() {
        RunReport report = report(
                PipelineDefinitions.load("speech-small"),
                LabelSchema.NONE,
                Optional.empty(),
                Optional.of(Path.of("runs/zero/modules")));

        report.introduce(RunLength.UNKNOWN);
        report.conclude(new AccuracyBoard(), 0);

        assertThat(out.toString().lines())
                .filteredOn("The modules began with the parameters in runs/zero/modules."::equals)
                .hasSize(2);
    }

    private RunReport topic(String until, Map<String, List<String>> classes) {
        PipelineDefinition definition = PipelineDefinitions.load("speech-small");
        StreamSettings stream =
                new StreamSettings(Map.of(), "earliest", until, "files", 16, "", Duration.ofSeconds(5), 1, classes);
        return report(definition, new StreamSource("kafka:clips", definition, stream, "", "none", 1), Optional.empty());
    }

    private RunReport report(String key, String bundled) {
        String yaml = PipelineDefinitions.format(PipelineDefinitions.load(bundled));
        return report(PipelineDefinitions.parse(yaml + key), LabelSchema.NONE, Optional.empty());
    }

    private RunReport report(LabelSchema labels) {
        return report(labels, Optional.empty());
    }

    private RunReport report(LabelSchema labels, Optional<String> deciding) {
        return report("1,2,3,4,5,6", labels, deciding);
    }

    private RunReport report(String placement, LabelSchema labels, Optional<String> deciding) {
        return report(PipelineDefinitions.load("speech-small").placed(Placement.parse(placement)), labels, deciding);
    }

    private RunReport report(PipelineDefinition definition, LabelSchema labels, Optional<String> deciding) {
        return report(definition, labels, deciding, Optional.empty());
    }

    private RunReport report(
            PipelineDefinition definition, LabelSchema labels, Optional<String> deciding, Optional<Path> from) {
        return report(definition, new Labelled(labels, deciding), from);
    }

    private RunReport report(PipelineDefinition definition, Source source, Optional<Path> from) {
        var settings = new TrainSettings(
                definition,
                List.of(ComputeDevice.CPU),
                Map.of(),
                from,
                Path.of("runs/first"),
                Optional.empty(),
                "test",
                List.of());
        return new RunReport(settings, source, new PrintWriter(out));
    }

    /** A corpus of which only the labels matter. */
    private record Labelled(Listing listing) implements SoundCorpus {

        Labelled(LabelSchema labels, Optional<String> decidingLabel) {
            this(new Listing(
                    "fake",
                    List.of(new Recording(0, "only", 1, false, Map.of())),
                    labels,
                    Map.of("other", "is empty"),
                    List.of("3 rows of meta.csv name no recording here"),
                    decidingLabel,
                    "0"));
        }

        @Override
        public Clip read(int recording) {
            return new Clip(new float[1], 1, Map.of());
        }
    }
}

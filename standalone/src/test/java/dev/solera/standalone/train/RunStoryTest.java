package dev.solera.standalone.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.report.RunFolder;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class RunStoryTest {

    private static final long PLANNED = 96;

    @TempDir
    private Path parent;

    private RunFolder folder;
    private RunStory story;

    @BeforeAll
    static void startEngine() {
        Engine.start(1);
    }

    @BeforeEach
    void begin() {
        folder = RunFolder.create(parent.resolve("run"));
        var settings = new TrainSettings(
                PipelineDefinitions.load("speech-small"),
                List.of(ComputeDevice.CPU),
                Map.of(),
                Optional.empty(),
                folder.path(),
                Optional.empty(),
                "test",
                List.of());
        story = new RunStory(settings, new SyntheticSpeech(1, 16_000), folder);
    }

    @Test
    void shouldHaveEndedEarlyWhenInterruptedBeforeEverythingIsFed() throws IOException {
        // given
        story.accept(source(PLANNED));

        // when
        boolean goesOn = story.interrupt();
        story.accept(finished(40));
        story.end();

        // then
        assertThat(goesOn).isTrue();
        assertThat(outcome()).isEqualTo("ended early");
    }

    @Test
    void shouldHaveFinishedWhenInterruptedDuringTheEvaluation() throws IOException {
        // given
        story.accept(source(-1));
        story.accept(new TelemetryEvent.EvaluationStart("main", 0, 0, 0, 7));

        // when
        boolean goesOn = story.interrupt();
        story.accept(finished(40));
        story.end();

        // then
        assertThat(goesOn).isFalse();
        assertThat(outcome()).isEqualTo("finished");
    }

    @Test
    void shouldHaveFinishedWhenAllThatWasPlannedIsFedThoughInterrupted() throws IOException {
        // given
        story.accept(source(PLANNED));

        // when
        story.interrupt();
        story.accept(finished(PLANNED));
        story.end();

        // then
        assertThat(outcome()).isEqualTo("finished");
    }

    @Test
    void shouldHaveEndedEarlyWhenSomebodyEndedItInAnEarlierLife() throws IOException {
        // given
        story.accept(source(PLANNED));

        // when
        story.accept(finished(40));
        story.end();

        // then
        assertThat(outcome()).isEqualTo("ended early");
    }

    @Test
    void shouldKnowThatItWasEndedThoughNobodySaidHowMuchWasPlanned() throws IOException {
        // when
        story.interrupt();
        story.accept(finished(40));
        story.end();

        // then
        assertThat(outcome()).isEqualTo("ended early");
    }

    @Test
    void shouldStayStoppedWhenWhatStillRanFailsForThat() throws IOException {
        // given
        story.accept(source(PLANNED));

        // when
        story.end("stopped");
        story.end("failed: broker: gone");
        story.accept(finished(PLANNED));
        story.end();

        // then
        assertThat(outcome()).isEqualTo("stopped");
    }

    @Test
    void shouldKeepWhatWasWrittenDownWhenThereIsNoRoomForMore() throws IOException {
        // given
        story.begin();
        String before = Files.readString(folder.provenance());
        Files.createDirectory(folder.path().resolve("provenance.json.tmp"));

        // when, then
        assertThatThrownBy(() -> story.end("stopped")).isInstanceOf(IOException.class);
        assertThat(folder.provenance()).hasContent(before);
    }

    private String outcome() {
        return new JsonMapper()
                .readTree(folder.provenance().toFile())
                .get("outcome")
                .asString();
    }

    private static TelemetryEvent source(long trainSamples) {
        return new TelemetryEvent.Source(
                "main", 0, "fake", "0", 10, 2, TelemetryEvent.Skipped.of(Map.of()), Map.of(), trainSamples);
    }

    private static TelemetryEvent finished(long train) {
        return new TelemetryEvent.Finished("main", 0, "ingest", Map.of("train", train));
    }
}

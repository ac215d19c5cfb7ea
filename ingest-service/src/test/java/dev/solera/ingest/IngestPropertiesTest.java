package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.folder.FolderCorpus;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.synthetic.SyntheticSpeech;
import dev.solera.media.audio.Audio;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class IngestPropertiesTest {

    private static final PipelineDefinition DEFINITION = PipelineDefinitions.load("speech-small");
    private static final PipelineDefinition PICTURES = PipelineDefinitions.load("vision-small");

    @TempDir
    private Path folder;

    @Test
    void shouldFeedSyntheticSpeechWithoutEndWhenNothingIsSaid() {
        IngestProperties properties = bind(Map.of());

        assertThat(properties.openCorpus(DEFINITION)).isInstanceOf(SyntheticSpeech.class);
        assertThat(properties.length()).isEqualTo(new RunLength.Endless());
        assertThat(properties.evaluationLimit()).isEqualTo(3000);
    }

    @Test
    void shouldOpenTheFolderAsSettingsSay() {
        for (int i = 0; i < 30; i++) {
            Audio.wav(folder.resolve("x%d.wav".formatted(i)), 8000, Audio.tone(200, 8000, 800));
        }
        String source = folder.toString();

        var byHash = bind(Map.of("source", source)).openCorpus(DEFINITION);
        var byRule = bind(Map.of("source", source, "labels", "x(?<n>\\d+)", "held-out", "n<2", "cache", "0B"))
                .openCorpus(DEFINITION);

        assertThat(byHash).isInstanceOf(FolderCorpus.class);
        assertThat(byHash.recordings()).allMatch(recording -> recording.length() == 1600);
        assertThat(byHash.recordings()).anyMatch(Recording::heldOut);
        assertThat(byRule.recordings()).filteredOn(Recording::heldOut).hasSize(2);
    }

    @Test
    void shouldTakeOneWayToSayHowLong() {
        assertThat(bind(Map.of("steps", "7")).length()).isEqualTo(new RunLength.Steps(7));
        assertThat(bind(Map.of("epochs", "2")).length()).isEqualTo(new RunLength.Epochs(2));
        assertThat(bind(Map.of("minutes", "0.5")).length()).isEqualTo(new RunLength.Minutes(0.5));
        assertThatThrownBy(() -> bind(Map.of("steps", "7", "minutes", "1")).length())
                .isInstanceOf(InvalidSourceException.class)
                .hasMessage("steps, epochs and minutes are 7, null and 1.0; allowed: one of them");
        assertThatThrownBy(() -> bind(Map.of("epochs", "0")).length()).hasMessage("epochs is 0; allowed: more than 0");
    }

    @ParameterizedTest
    @CsvSource({
        "source,synthetic:song,'source is synthetic:song; allowed: a folder, or synthetic:speech'",
        "source,/nowhere/at/all,/nowhere/at/all does not exist",
        "labels,librispeech,allowed: with a folder",
        "held-out,hash:0.1,allowed: with a folder",
        "frame-labels,phone=x.ctm,allowed: with a folder",
        "longest,10m,'longest is given with source synthetic:speech, which has no files; allowed: with a folder'",
        "source-patience,1m,'source-patience is given with source synthetic:speech, which has no files; allowed: with"
                + " a folder'"
    })
    void shouldSayWhatIsAllowedWhenSourceAndSettingsDoNotFit(String key, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of(key, value)).openCorpus(DEFINITION))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "speaker:4 | baseline is supervised:speaker:4; allowed: 10 classes or more, as speaker has in this source",
                "phone:16 | baseline is supervised:phone:16; allowed: a label of the source with a value a recording, here"
                        + " speaker",
                "digit:10 | baseline is supervised:digit:10; allowed: a label of the source with a value a recording, here"
                        + " speaker"
            })
    void shouldSayWhichLabelsThereAreWhenAModuleIsToLearnFromAnother(String supervision, String message) {
        PipelineDefinition supervised = supervised(supervision);

        assertThatThrownBy(() -> bind(Map.of()).openCorpus(supervised))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage(message);
        assertThat(bind(Map.of()).openCorpus(supervised("speaker:10"))).isInstanceOf(SyntheticSpeech.class);
    }

    @Test
    void shouldSayThatThereAreNoLabelsWhenAModuleIsToLearnFromOne() {
        for (int i = 0; i < 9; i++) {
            Audio.wav(folder.resolve("x%d.wav".formatted(i)), 8000, Audio.tone(200, 8000, 800));
        }

        assertThatThrownBy(() -> bind(Map.of("source", folder.toString(), "held-out", "none"))
                        .openCorpus(supervised("digit:10")))
                .hasMessage(
                        "baseline is supervised:digit:10; allowed: none here, as the source has no label with a value a"
                                + " recording");
    }

    @Test
    void shouldNameTheModuleWhenItsOwnLossAsksForALabelThatThereIsNot() {
        String yaml = """
                pipeline: by-hand
                input: {kind: audio, sample-rate: 8000, window: 640}
                batch: 4
                learning-rate: 1e-3
                seed: 1
                modules:
                  - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
                    loss: {objective: cross-entropy, label: digit, classes: 10}
                """;

        assertThatThrownBy(() -> bind(Map.of()).openCorpus(PipelineDefinitions.parse(yaml)))
                .hasMessage(
                        "modules[0].loss.label is digit; allowed: a label of the source with a value a recording, here"
                                + " speaker");
    }

    @Test
    void shouldRefuseALabelThatNoTrainingRecordingHas() {
        for (int i = 0; i < 9; i++) {
            Audio.wav(
                    folder.resolve(i < 2 ? "x%d_%d.wav".formatted(i, i) : "x%d.wav".formatted(i)),
                    8000,
                    Audio.tone(200, 8000, 800));
        }

        assertThatThrownBy(() -> bind(Map.of(
                                "source",
                                folder.toString(),
                                "labels",
                                "x(?<index>\\d)(_(?<digit>\\d))?.*",
                                "held-out",
                                "index<2"))
                        .openCorpus(supervised("digit:10")))
                .hasMessage("baseline is supervised:digit:10; allowed: a label that training recordings have: here only"
                        + " held-out ones have it");
    }

    private static PipelineDefinition supervised(String supervision) {
        String yaml = PipelineDefinitions.format(DEFINITION);
        return PipelineDefinitions.parse(yaml + "baseline: supervised:" + supervision);
    }

    @Test
    void shouldFeedSyntheticShapesWhenThePipelineIsOfPicturesAndNothingIsSaid() {
        var corpus = bind(Map.of()).openCorpus(PICTURES);

        assertThat(corpus).isInstanceOf(PictureCorpus.class);
        assertThat(corpus.listing().origin()).isEqualTo("synthetic:shapes");
    }

    @Test
    void shouldFeedTheFilesOfADataSetWhenTheFolderHasThem() throws IOException {
        Files.write(folder.resolve("data_batch_1.bin"), new byte[2 * 3073]);
        Files.write(folder.resolve("test_batch.bin"), new byte[3073]);

        var corpus = bind(Map.of("source", folder.toString())).openCorpus(PICTURES);

        assertThat(corpus.recordings())
                .hasSize(3)
                .filteredOn(Recording::heldOut)
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "source,synthetic:speech,'source is synthetic:speech; allowed: a folder, or synthetic:shapes, as pipeline"
                + " vision-small has input.kind image'",
        "labels,folder,'labels, held-out or frame-labels are given with source synthetic:shapes'",
        "source,/nowhere/at/all,allowed: a folder with pictures"
    })
    void shouldSayWhatIsAllowedWhenAPipelineOfPicturesIsGivenWhatIsOfSound(String key, String value, String message) {
        assertThatThrownBy(() -> bind(Map.of(key, value)).openCorpus(PICTURES))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"frame-labels,phone=x.ctm", "longest,10m"})
    void shouldRefuseSettingsOfSoundWithAFolderOfPictures(String key, String value) {
        assertThatThrownBy(() ->
                        bind(Map.of("source", folder.toString(), key, value)).openCorpus(PICTURES))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessage("%s is given, and pipeline vision-small has input.kind image; allowed: with sound"
                        .formatted(key));
    }

    @Test
    void shouldRefuseShapesWhenThePipelineIsOfSound() {
        assertThatThrownBy(() -> bind(Map.of("source", "synthetic:shapes")).openCorpus(DEFINITION))
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining(
                        "allowed: a folder, or synthetic:speech, as pipeline speech-small has input.kind audio");
    }

    /** As an unset variable of an environment is. */
    @Test
    void shouldTakeAnEmptyDurationForNone() {
        assertThat(bind(Map.of("longest", "")).longest()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"largest,0B", "evaluation-limit,0", "cache,-1B", "source-patience,-1s"})
    void shouldRefuseNumbersThatAreOutOfRange(String key, String value) {
        assertThatThrownBy(() -> bind(Map.of(key, value)))
                .rootCause()
                .isInstanceOf(InvalidSourceException.class)
                .hasMessageContaining(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void shouldRefuseASourceThatIsEmptyAsAnUnsetVariableIs(String source) {
        assertThatThrownBy(() -> bind(Map.of("source", source)))
                .rootCause()
                .isInstanceOf(InvalidSourceException.class)
                .hasMessage("solera.ingest.source is empty; allowed: a folder, or synthetic");
    }

    private static IngestProperties bind(Map<String, String> settings) {
        Map<String, Object> named = new HashMap<>();
        settings.forEach((key, value) -> named.put("solera.ingest." + key, value));
        return new Binder(new MapConfigurationPropertySource(named))
                .bindOrCreate("solera.ingest", IngestProperties.class);
    }
}

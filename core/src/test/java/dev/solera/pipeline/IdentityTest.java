package dev.solera.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a definition learns, told apart from how it is run. */
class IdentityTest {

    private static final String YAML = """
            pipeline: small
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            wire: {precision: bfloat16, compression: lz4}
            flow: {lag-bound: 64, in-flight: 16}
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 6}
            """;

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "pipeline: small | pipeline: other",
                "compression: lz4 | compression: zstd, record-bytes: 4096, segment-bytes: 1048576",
                "lag-bound: 64, in-flight: 16 | lag-bound: 512, in-flight: 100",
                "batch: 4 | batch: 4\\nsnapshot-samples: 12",
                "window: 640 | window: 640, channels: 1, normalise: rms, short-clips: pad",
                "{channels: 8 | {layer: conv1d, channels: 8",
                "{hidden: 6} | {layer: gru, hidden: 6}",
                "loss: {prediction | loss: {objective: info-nce, prediction",
                "seed: 11 | seed: 11\\nthreads: 1",
                "seed: 11 | seed: 11\\narithmetic: float32",
                "seed: 11 | seed: 11\\ntrain: [1, 2]",
                "1e-3 | {peak: 1e-3}",
                "1e-3 | {peak: 1e-3, warm-up: 0, decay: none}",
            })
    void shouldStayWhenOnlyHowItIsRunIsChanged(String before, String after) {
        String changed = YAML.replace(before, after.replace("\\n", "\n"));

        assertThat(changed).isNotEqualTo(YAML);
        assertThat(identity(changed)).isEqualTo(identity(YAML));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sample-rate: 8000 | sample-rate: 16000",
                "window: 640 | window: 641",
                "window: 640 | window: 640, channels: 2",
                "window: 640 | window: 640, normalise: none",
                "window: 640 | window: 640, short-clips: join",
                "batch: 4 | batch: 5",
                "1e-3 | 2e-3",
                "1e-3 | {peak: 1e-3, warm-up: 8}",
                "context: {hidden: 6} | context: {hidden: 6}\\n    learning-rate: 2e-3",
                "1e-3 | {peak: 1e-3, decay: cosine, samples: 800}",
                "seed: 11 | seed: 12",
                "bfloat16 | int8",
                "compression: lz4 | partitions: 2",
                "flow: { | flow: {mode: latest, ",
                "prediction-steps: 3 | prediction-steps: 4",
                "count: 16 | count: 17",
                "kernel: 10 | kernel: 9",
                "hidden: 6 | hidden: 7",
                "seed: 11 | seed: 11\\nthreads: 2",
                "seed: 11 | seed: 11\\narithmetic: bfloat16",
                "seed: 11 | seed: 11\\ntrain: [2]",
                "seed: 11 | seed: 11\\nbaseline: end-to-end",
                "seed: 11 | seed: 11\\nbaseline: greedy-supervised:digit:3",
            })
    void shouldChangeWhenWhatIsComputedChanges(String before, String after) {
        String changed = YAML.replace(before, after.replace("\\n", "\n"));

        assertThat(changed).isNotEqualTo(YAML);
        assertThat(identity(changed)).isNotEqualTo(identity(YAML));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "2e-3 | 1e-3",
                "warm-up: 8 | warm-up: 12",
                "cosine | linear",
                "samples: 800 | samples: 804",
                "floor: 1e-4 | floor: 1e-5",
            })
    void shouldChangeWhenAnyKeyOfAScheduleIsAnother(String before, String after) {
        String scheduled = YAML.replace(
                "learning-rate: 1e-3",
                "learning-rate: {peak: 2e-3, warm-up: 8, decay: cosine, samples: 800, floor: 1e-4}");

        assertThat(scheduled).contains(before);
        assertThat(identity(scheduled.replace(before, after))).isNotEqualTo(identity(scheduled));
    }

    @Test
    void shouldStayWhenAStartIsSaidThatIsTheUsualOneAndChangeWhenItIsAnother() {
        String vision = PipelineDefinitions.format(PipelineDefinitions.load("vision"));
        String unsaid = vision.replaceAll(".*start: .*\\R", "");

        assertThat(unsaid).isNotEqualTo(vision);
        assertThat(identity(unsaid)).isEqualTo(identity(vision));
        assertThat(identity(vision.replace("uniform", "delta-orthogonal"))).isNotEqualTo(identity(vision));
    }

    /** A key that is added later has to leave these as they are: checkpoints carry them. */
    @Test
    void shouldBeWhatEarlierVersionsWroteWhenADefinitionIsBundled() {
        assertThat(Identity.of(PipelineDefinitions.load("speech"))).startsWith("fb1f1a37f4ddb6a0");
        assertThat(Identity.of(PipelineDefinitions.load("speech-small"))).startsWith("899200ea762765de");
        assertThat(Identity.of(PipelineDefinitions.load("vision"))).startsWith("6b112ef534679f5a");
        assertThat(Identity.of(PipelineDefinitions.load("vision-small"))).startsWith("6810ba30dd182300");
    }

    @ParameterizedTest
    @ValueSource(strings = {"speech", "speech-small", "speech-cosine", "vision", "vision-small"})
    void shouldSurviveWritingAndReadingBack(String name) {
        PipelineDefinition definition = PipelineDefinitions.load(name);

        assertThat(identity(PipelineDefinitions.format(definition))).isEqualTo(Identity.of(definition));
    }

    private static String identity(String yaml) {
        return Identity.of(PipelineDefinitions.parse(yaml));
    }
}

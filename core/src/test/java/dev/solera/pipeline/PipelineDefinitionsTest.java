package dev.solera.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.ActivationCodec;
import dev.solera.definition.ActivationShape;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.objective.InfoNceDefinition;
import dev.solera.objective.NegativesDefinition;
import dev.solera.pipeline.WireDefinition.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a definition says, and how a wrong one is refused. */
class PipelineDefinitionsTest {

    private static final String VALID = """
            pipeline: small
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            loss:
              prediction-steps: 3
              sub-window: 24
              negatives: {form: per-position, count: 10}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 6}
                loss: {prediction-steps: 5}
            """;

    @Test
    void shouldInferThePapersTimeStepsWhenTheDefinitionIsSpeech() {
        PipelineDefinition speech = PipelineDefinitions.load("speech");

        assertThat(speech.stages())
                .extracting(stage -> stage.shape().size(ActivationShape.TIME))
                .containsExactly(20480, 4095, 1023, 512, 257, 128, 128);
        assertThat(speech.stages())
                .extracting(stage -> stage.shape().channels())
                .containsExactly(1, 512, 512, 512, 512, 512, 256);
        assertThat(speech.stages())
                .extracting(stage -> stage.time().orElseThrow().hop())
                .containsExactly(1, 5, 20, 40, 80, 160, 160);
    }

    @Test
    void shouldInferThePapersPatchesWhenTheDefinitionIsVision() {
        PipelineDefinition vision = PipelineDefinitions.load("vision");

        assertThat(vision.stages())
                .extracting(stage -> stage.shape().toString())
                .containsExactly(
                        "[channels 1, height 64, width 64]",
                        "[patches 49, channels 256, height 16, width 16]",
                        "[patches 49, channels 512, height 8, width 8]",
                        "[patches 49, channels 1024]");
        assertThat(vision.stages()).allSatisfy(stage -> assertThat(stage.time()).isEmpty());
        assertThat(new ActivationCodec(vision.stages().get(1).shape(), Precision.FLOAT32).bytesPerSample())
                .isEqualTo(12_845_056);
    }

    @ParameterizedTest
    @ValueSource(strings = {"speech", "speech-small", "speech-cosine", "vision", "vision-small"})
    void shouldReadBackWhatItWroteWhenADefinitionIsBundled(String name) {
        PipelineDefinition definition = PipelineDefinitions.load(name);

        PipelineDefinition again = PipelineDefinitions.parse(PipelineDefinitions.format(definition));

        assertThat(again).isEqualTo(definition);
    }

    @ParameterizedTest
    @EnumSource(Arithmetic.class)
    void shouldReadBackTheArithmeticThatItWrote(Arithmetic arithmetic) {
        PipelineDefinition definition = PipelineDefinitions.parse(VALID).computedIn(arithmetic);

        String written = PipelineDefinitions.format(definition);

        assertThat(written.contains("arithmetic")).isEqualTo(arithmetic != Arithmetic.FLOAT32);
        assertThat(PipelineDefinitions.parse(written)).isEqualTo(definition);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vision", "vision-small"})
    void shouldWriteNothingOfSequencesWhenADefinitionIsOfPictures(String name) {
        assertThat(PipelineDefinitions.format(PipelineDefinitions.load(name)))
                .contains("vertical-info-nce", "count: ")
                .doesNotContain("sequence");
    }

    @Test
    void shouldInheritTheTopLevelLossWhenAModuleOverridesOneKey() {
        PipelineDefinition definition = PipelineDefinitions.parse(VALID);

        assertThat(loss(definition, 1).predictionSteps()).isEqualTo(3);
        assertThat(loss(definition, 2).predictionSteps()).isEqualTo(5);
        assertThat(loss(definition, 2).subWindow()).isEqualTo(24);
        assertThat(loss(definition, 2).negatives().form()).isEqualTo(NegativesDefinition.Form.PER_POSITION);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "batch: 4 | batch: 0 | batch is 0; allowed: 1 to 4096",
                "batch: 4 | batch: many | batch is missing or not a whole number",
                "batch: 4 | batch: 4.5 | batch is missing or not a whole number",
                "batch: 4 | batches: 4 | the key batches is unknown; allowed: pipeline, input, batch",
                "learning-rate: | learning-rates: | the key learning-rates is unknown; allowed: pipeline, input, batch",
                "seed: 11 | seeds: 11 | the key seeds is unknown; allowed: pipeline, input, batch, learning-rate, seed,"
                        + " arithmetic, wire, flow, snapshot-samples, baseline, train, placement, modules, loss, threads",
                "seed: 11 | seed: 11\\narithmetic: bf16 | arithmetic is bf16; allowed: float32, bfloat16, auto",
                "kind: audio | kind: audio, rate: 3 | the key input.rate is unknown; allowed: kind, sample-rate, window",
                "kind: audio | kind: smell | input.kind is smell; allowed: audio, image",
                "kind: audio | rate: 3 | input.kind is missing; allowed: audio, image",
                "channels: 8, kernel | layer: lstm, channels: 8, kernel | modules[0].encoder[0].layer is lstm; allowed: conv1d, gru, conv2d, patches, residual, spatial-mean",
                "{prediction-steps: 5} | {objective: guess} | modules[1].loss.objective is guess; allowed: info-nce, vertical-info-nce, cross-entropy, none",
                "kernel: 10 | kernel: 0 | modules[0].encoder[0].kernel is 0; allowed: 1 to 16777216",
                "kernel: 10 | kernal: 10 | the key modules[0].encoder[0].kernal is unknown; allowed: layer, channels, kernel",
                "kernel: 10 | kernel: 1000 | modules[0].encoder: kernel is 1000; allowed: at most 644 here",
                "channels: 8 | channels: 2147483647 | modules[0].encoder: channels is 2147483647; allowed: at most",
                "kernel: 10 | kernel: 2147483647 | modules[0].encoder[0].kernel is 2147483647; allowed: 1 to 16777216",
                "stride: 5 | stride: 2147483647 | modules[0].encoder[0].stride is 2147483647; allowed: 1 to 16777216",
                "kind: audio | kind: audio, short-clips: {a: 1} | short-clips",
                "kind: audio | kind: audio, short-clips: {mode: join-within} | short-clips is JOIN_WITHIN of label none",
                "form: per-position | form: none | negatives.form is none; allowed: per-position, shared",
                "count: 10 | count: 10, from: other-sequences | negatives.from is other-sequences; allowed: sequence, where form is per-position",
                "count: 10 | count: 10, from: others | negatives.from is others; allowed: sequence, sub-window, other-sequences",
                "sub-window: 24 | sub-window: 2 | sub-window is 2; allowed: more than prediction-steps",
                "seed: 11 | seed: 11, flow: {lag-bound: 8} | not readable as YAML",
                "seed: 11 | seed: 11\\nbaseline: greedy | baseline is greedy; allowed: end-to-end, supervised:LABEL:CLASSES,"
                        + " greedy-supervised:LABEL:CLASSES",
                "seed: 11 | seed: 11\\nbaseline: supervised | baseline is supervised; allowed: end-to-end, supervised:LABEL:CLASSES",
                "seed: 11 | seed: 11\\nbaseline: supervised:digit | baseline is supervised:digit; allowed: end-to-end, supervised:",
                "seed: 11 | seed: 11\\nbaseline: end-to-end:digit:10 | baseline is end-to-end:digit:10; allowed: end-to-end, supervised:",
                "seed: 11 | seed: 11\\nbaseline: supervised:digit:1 | baseline is supervised:digit:1, whose classes is 1;"
                        + " allowed: 2 to 1048576",
                "seed: 11 | seed: 11\\ntrain: [3] | train is [3]; allowed: one or more of the modules 1 to 2",
                "seed: 11 | seed: 11\\ntrain: [0] | train is [0]; allowed: one or more of the modules 1 to 2",
                "seed: 11 | seed: 11\\ntrain: [] | train is []; allowed: one or more of the modules 1 to 2",
                "seed: 11 | seed: 11\\ntrain: 2 | train is missing or not a list",
                "{prediction-steps: 5} | {objective: cross-entropy} | modules[1].loss.classes is missing or not a whole number",
                "pipeline: small | pipeline: Not Small | pipeline is Not Small; allowed: lower-case letters",
            })
    void shouldNameKeyValueAndWhatIsAllowedWhenADefinitionIsWrong(String right, String wrong, String message) {
        assertThatThrownBy(() -> PipelineDefinitions.parse(VALID.replace(right, wrong.replace("\\n", "\n"))))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseABatchOfOneSampleWhenNegativesComeFromOthers() {
        String yaml = VALID.replace("form: per-position, count: 10", "form: shared, count: 10, from: other-sequences");

        assertThat(PipelineDefinitions.parse(yaml).batch()).isEqualTo(4);
        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml.replace("batch: 4", "batch: 1")))
                .isInstanceOf(InvalidDefinitionException.class)
                .hasMessage("batch is 1; allowed: 2 or more, as negatives of module 1 come from other samples");
    }

    @Test
    void shouldRefuseALagBoundWhenItIsBelowABatchPlusWhatIsInFlight() {
        String yaml = VALID + "flow: {lag-bound: 11, in-flight: 8}\n";

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml))
                .hasMessageContaining("flow.lag-bound is 11; allowed: batch + in-flight, here 4 + 8 = 12");
    }

    @Test
    void shouldNameWhatIsAllowedWhenFlowOrWireIsWrong() {
        assertThatThrownBy(() -> PipelineDefinitions.parse(VALID + "flow: {mode: newest}\n"))
                .hasMessageContaining("flow.mode is newest; allowed: lossless, latest");
        assertThatThrownBy(() -> PipelineDefinitions.parse(VALID + "wire: {segment-bytes: 4096}\n"))
                .hasMessageContaining("segment-bytes is 4096; allowed: 1048576 or more");
        assertThatThrownBy(() -> PipelineDefinitions.parse(VALID + "wire: {record-bytes: 536870913}\n"))
                .hasMessageContaining("record-bytes is 536870913; allowed: 1024 to 536870912");
        assertThat(PipelineDefinitions.parse(VALID + "flow: {mode: latest}\n")
                        .flow()
                        .isLossless())
                .isFalse();
    }

    @Test
    void shouldRefuseWhatIsInFlightWhenNoLagBoundCanHoldIt() {
        String yaml = VALID + "flow: {in-flight: 2147483647}\n";

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml))
                .hasMessageContaining("here 4 + 2147483647 = 2147483651 samples");
    }

    @Test
    void shouldRefuseTooManyPredictionStepsWhenASequenceIsShorter() {
        String yaml = VALID.replace("window: 640", "window: 22");

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml))
                .hasMessageContaining(
                        "modules[1].loss.prediction-steps is 5; allowed: less than the module's 4 time steps");
    }

    @Test
    void shouldRefuseAWindowedStepWhenTheModuleHasAContextNetwork() {
        String yaml = VALID.replace("{prediction-steps: 5}", "{windowed: true, negatives: {form: shared}}");

        assertThatThrownBy(() -> PipelineDefinitions.parse(yaml)).hasMessageContaining("windowed");
    }

    @Test
    void shouldNameTheFileWhenItCannotBeRead(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.yaml"), VALID.replace("batch: 4", "batch: -1"));

        assertThatThrownBy(() -> PipelineDefinitions.load(file.toString()))
                .hasMessageStartingWith(file + ": batch is -1");
        assertThatThrownBy(() -> PipelineDefinitions.load("speach"))
                .hasMessage(
                        "pipeline is speach; allowed: speech, speech-small, speech-cosine, vision, vision-small, or the path of a YAML file");
    }

    @Test
    void shouldListEveryTopLevelKeyWhenADefinitionIsNoMapping() {
        assertThatThrownBy(() -> PipelineDefinitions.parse("speech"))
                .hasMessageContaining(
                        "wire, flow, snapshot-samples, baseline, train, placement, modules, loss, threads");
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldTellTheShapesAtEveryDepthAtOnceWhenThereAreTenThousandModules() {
        // given
        String module = "  - encoder: [{channels: 8, kernel: 3, stride: 1, padding: 1}]\n";
        String yaml = VALID.substring(0, VALID.indexOf("  - encoder")) + module.repeat(10_000);

        // when
        PipelineDefinition deep = PipelineDefinitions.parse(yaml);

        // then
        for (int depth = 0; depth <= deep.depth(); depth++) {
            assertThat(deep.stages()).isSameAs(deep.stages());
            assertThat(deep.stages().get(depth).shape().size(ActivationShape.TIME))
                    .isEqualTo(640);
            assertThat(validSteps(deep.stages().get(depth), 100)).isEqualTo(100);
        }
    }

    @Test
    void shouldCountTheStepsThatSeeNoPadding() {
        Stage module1 = PipelineDefinitions.load("speech").stages().get(1);

        assertThat(List.of(20480L, 10240L, 10L, 1L))
                .extracting(samples -> validSteps(module1, samples))
                .containsExactly(4095, 2047, 1, 1);
    }

    private static int validSteps(Stage stage, long samples) {
        return stage.time().orElseThrow().validSteps(samples, stage.shape().size(ActivationShape.TIME));
    }

    private static InfoNceDefinition loss(PipelineDefinition definition, int module) {
        return (InfoNceDefinition) definition.module(module).loss();
    }
}

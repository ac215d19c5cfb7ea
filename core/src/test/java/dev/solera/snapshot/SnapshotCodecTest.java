package dev.solera.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Safetensors;
import dev.solera.activation.SafetensorsWriter;
import dev.solera.encoder.Parameter;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.LearningModule;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotCodecTest {

    private static final String YAML = """
            pipeline: snapshots
            input: {kind: audio, sample-rate: 8000, window: 5120}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            flow: {lag-bound: 64, in-flight: 16}
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - context: {hidden: 6}
            """;

    private static final PipelineDefinition PIPELINE = PipelineDefinitions.parse(YAML);

    private final SnapshotCodec codec = new SnapshotCodec(PIPELINE);

    private Snapshot taken(int number, long samples) {
        try (LearningModule module = LearningModule.initial(PIPELINE, number)) {
            return codec.take(module, number, samples);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 512"})
    void shouldBeTheSameSnapshotAgainWhenItIsWrittenAndRead(int number, long samples) {
        Snapshot snapshot = taken(number, samples);

        byte[] document = codec.encode(snapshot);
        Snapshot read = codec.decode(number, document);

        assertThat(read).usingRecursiveComparison().isEqualTo(snapshot);
        assertThat(codec.encode(read)).isEqualTo(document);
    }

    @Test
    void shouldHoldTheNetworksParametersAloneWhenTheLossHasSomeToo() {
        try (LearningModule module = LearningModule.initial(PIPELINE, 1)) {
            Map<String, Parameter> all = new TreeMap<>(module.parameters());

            Map<String, Parameter> held = codec.take(module, 1, 0).parameters();

            assertThat(all.keySet()).hasSizeGreaterThan(2);
            assertThat(held.keySet()).containsExactly("encoder.0.bias", "encoder.0.weight");
            held.forEach((name, parameter) ->
                    assertThat(parameter.values()).isEqualTo(all.get(name).values()));
        }
    }

    /** Of 1023 steps of 8 channels every second value is kept. */
    @Test
    void shouldKeepWhatTheModuleMakesOfAnInputThatWhoReadsItCanDraw() {
        Snapshot snapshot = taken(1, 0);

        try (LearningModule module = LearningModule.initial(PIPELINE, 1)) {
            float[] output = module.encode(List.of(snapshot.reference().input(PIPELINE, 1)))
                    .get(0);
            float[] kept = snapshot.reference().outputs();
            assertThat(snapshot.reference().stride()).isEqualTo(2);
            assertThat(kept).hasSize((output.length + 1) / 2).hasSizeLessThanOrEqualTo(Reference.MOST);
            for (int i = 0; i < kept.length; i++) {
                assertThat(kept[i]).isEqualTo(output[2 * i]);
            }
        }
    }

    /** Who loads the parameters computes in float32, and is off by more than rounding there where the trainer did not. */
    @Test
    void shouldKeepWhatFloat32MakesOfTheParametersWhenTheModuleComputesInBfloat16() {
        // given
        PipelineDefinition inFloat32 = PipelineDefinitions.parse(
                YAML.replace("context: {hidden: 6}", "encoder: [{channels: 8, kernel: 3, stride: 1, padding: 1}]"));
        PipelineDefinition inBfloat16 = inFloat32.computedIn(Arithmetic.BFLOAT16);

        try (LearningModule module = LearningModule.initial(inBfloat16, 2);
                LearningModule same = LearningModule.restored(inFloat32, 2, module.state(), ComputeDevice.CPU)) {
            // when
            Reference taken = new SnapshotCodec(inBfloat16).take(module, 2, 0).reference();

            // then
            Reference expected = new SnapshotCodec(inFloat32).take(same, 2, 0).reference();
            float[] input = taken.input(inBfloat16, 2);
            assertThat(module.encode(List.of(input)).get(0))
                    .as("the machine computes in bfloat16 as it is told")
                    .isNotEqualTo(same.encode(List.of(input)).get(0));
            assertThat(taken.outputs()).isEqualTo(expected.outputs());
        }
    }

    @Test
    void shouldChangeNothingOfWhatIsLearnedWhenItIsTaken() {
        try (LearningModule module = LearningModule.initial(PIPELINE, 1)) {
            var before = module.state();

            codec.take(module, 1, 0);

            assertThat(module.state()).usingRecursiveComparison().isEqualTo(before);
        }
    }

    @Test
    void shouldRefuseADocumentWhenItIsOfAnotherModule() {
        byte[] document = codec.encode(taken(1, 4));

        assertThatThrownBy(() -> codec.decode(2, document))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("module of a snapshot is 1; allowed: 2");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "samples | -1 | samples of a snapshot is -1; allowed: a number from 0 to 9223372036854775807",
                "samples | x | samples of a snapshot is x; allowed: a number from 0 to 9223372036854775807",
                "module | 3 | module of a snapshot is 3; allowed: a number from 1 to 2",
                "reference-stride | 0 | reference-stride of a snapshot is 0; allowed: a number from 1 to 8184",
                "reference-stride | 9999 | reference-stride of a snapshot is 9999; allowed: a number from 1 to 8184",
                "reference-stride | 3 | tensor reference shape is [4092]; allowed: [2728]",
            })
    void shouldRefuseADocumentWhenItsHeaderIsNotWhatItHasToBe(String key, String value, String refusal) {
        byte[] document = changed((writer, name) -> {}, Map.of(key, value));

        assertThatThrownBy(() -> codec.decode(1, document))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage(refusal);
    }

    @Test
    void shouldRefuseADocumentWhenATensorIsMissingOrOneTooMany() {
        byte[] more = changed((writer, name) -> writer.add("more", new float[] {1}, 1), Map.of());
        byte[] none = new SafetensorsWriter()
                .metadata("module", "1")
                .metadata("samples", "1")
                .metadata("reference-seed", "1")
                .metadata("reference-stride", "2")
                .toBytes();

        assertThatThrownBy(() -> codec.decode(1, more))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage("tensors of a snapshot is also [more]; allowed: those of the network");
        assertThatThrownBy(() -> codec.decode(1, none))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessageStartingWith("tensors is []; allowed: with encoder.0.weight");
    }

    @Test
    void shouldRefuseADocumentWhenItIsCutOff() {
        byte[] document = codec.encode(taken(1, 4));

        assertThatThrownBy(() -> codec.decode(1, Arrays.copyOf(document, document.length - 4)))
                .isInstanceOf(MalformedRecordException.class);
    }

    private byte[] changed(BiConsumer<SafetensorsWriter, String> more, Map<String, String> texts) {
        Safetensors sound = Safetensors.parse(codec.encode(taken(1, 4)));
        SafetensorsWriter writer = new SafetensorsWriter();
        new TreeMap<>(sound.metadata()).forEach(writer::metadata);
        texts.forEach(writer::metadata);
        for (String name : sound.names()) {
            var tensor = sound.tensor(name);
            writer.add(
                    name,
                    tensor.floats(),
                    tensor.shape().stream().mapToLong(Long::longValue).toArray());
        }
        more.accept(writer, "");
        return writer.toBytes();
    }
}

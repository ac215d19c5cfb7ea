package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Sample;
import dev.solera.engine.ComputeDevice;
import dev.solera.objective.Batch;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That products in bfloat16 come to the same bits in every process of one machine, from a restored state, and with a step or without. */
class Bfloat16BitsTest {

    private static final int STEPS = 6;

    private static final String MODULES = """
            pipeline: handed-on
            input: {kind: audio, sample-rate: 8000, window: 640}
            batch: 4
            learning-rate: 1e-3
            seed: 11
            loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
              - encoder: [{channels: 8, kernel: 8, stride: 4, padding: 2}]
              - context: {hidden: 6}
                loss: %s
              - encoder: [{channels: 8, kernel: 3, stride: 1, padding: 1}]
                context: {hidden: 6}
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldTrainToTheSameBitsInEveryProcessAndToOthersThanFloat32() throws Exception {
        // given
        PipelineDefinition small = PipelineDefinitions.load("speech-small");
        Path file = Files.writeString(
                folder.resolve("bfloat16.yaml"), PipelineDefinitions.format(small.computedIn(Arithmetic.BFLOAT16)));

        // when
        Map<String, String> once = LockStepProcess.train(file.toString(), STEPS, Map.of(), folder);
        Map<String, String> again = LockStepProcess.train(file.toString(), STEPS, Map.of(), folder);

        // then
        assertThat(once).hasSize(small.depth() + 1).isEqualTo(again);
        Map<String, String> float32 = LockStepBits.of(small, STEPS);
        float32.forEach((part, hash) -> assertThat(once.get(part)).as(part).isNotEqualTo(hash));
    }

    @ParameterizedTest(name = "{1}, {0}")
    @MethodSource("losses")
    void shouldHandOnWhatItEncodesWithoutAStepWhenItTrains(String loss, Arithmetic arithmetic) {
        PipelineDefinition pipeline =
                PipelineDefinitions.parse(MODULES.formatted(loss)).computedIn(arithmetic);
        for (int number = 1; number <= pipeline.depth(); number++) {
            try (LearningModule module = LearningModule.initial(pipeline, number)) {
                for (int step = 0; step < 2; step++) {
                    // given
                    Batch batch = batch(pipeline, number);
                    List<float[]> encoded = module.encode(batch.values());

                    // when
                    List<float[]> handedOn = module.train(batch).outputs();

                    // then
                    assertThat(handedOn.toArray())
                            .as("module %d, step %d", number, step)
                            .isEqualTo(encoded.toArray());
                }
            }
        }
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                        "{windowed: false}",
                        "{objective: cross-entropy, label: digit, classes: 3}",
                        "{objective: none}")
                .flatMap(loss -> Stream.of(Arithmetic.FLOAT32, Arithmetic.BFLOAT16)
                        .map(arithmetic -> Arguments.of(loss, arithmetic)));
    }

    private static Batch batch(PipelineDefinition pipeline, int number) {
        int size = pipeline.stages().get(number - 1).shape().size();
        List<float[]> values = IntStream.range(0, pipeline.batch())
                .mapToObj(i -> {
                    var random = Seeds.generator(7, "handed on", i);
                    float[] sample = new float[size];
                    IntStream.range(0, size).forEach(t -> sample[t] = (float) random.nextGaussian());
                    return sample;
                })
                .toList();
        return new Batch(values, new long[] {640, 320, 640, 640}, Map.of("digit", new int[] {0, 1, -1, 2}));
    }

    @Test
    void shouldGoOnToTheSameBitsWhenRestored() {
        // given
        PipelineDefinition pipeline = TestPipelines.small().computedIn(Arithmetic.BFLOAT16);
        List<Sample> input = TestPipelines.stream(pipeline, STEPS * pipeline.batch(), 0);
        ModuleRange all = new ModuleRange(1, pipeline.depth());
        TrainerState middle = null;
        int place = 0;
        try (ModuleChain whole = new ModuleChain(pipeline, all, (report, module) -> {})) {
            for (int i = 0; i < input.size(); i++) {
                whole.accept(input.get(i));
                if (whole.isAtBorder() && whole.step() == STEPS / 2 && middle == null) {
                    middle = whole.state();
                    place = i + 1;
                }
            }

            // when
            try (ModuleChain restored =
                    ModuleChain.restored(pipeline, all, middle, ComputeDevice.CPU, (report, module) -> {})) {
                input.subList(place, input.size()).forEach(restored::accept);

                // then
                assertThat(restored.step()).isEqualTo(STEPS);
                for (int number : all.numbers()) {
                    Bits.assertEqual(Bits.of(restored.module(number)), Bits.of(whole.module(number)));
                }
            }
        }
    }
}

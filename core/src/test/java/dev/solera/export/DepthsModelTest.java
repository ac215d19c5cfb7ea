package dev.solera.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.export.RandomStack.Values;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DepthsModelTest {

    private static final double BOUND = 1e-4;
    private static final long SEED = 20261127;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @ParameterizedTest
    @CsvSource({"speech-small, 3, 7777", "vision-small, 3, 64"})
    void shouldGiveTheEmbeddingThatAModelOfEveryPrefixGives(String name, int batch, int samples) throws OrtException {
        try (RandomStack stack = new RandomStack(PipelineDefinitions.load(name), SEED)) {
            int depth = stack.definition.depth();
            float[][] clips = new float[batch][];
            Arrays.setAll(clips, i -> stack.recorded(random, side(stack, samples)));
            Map<String, ServedModel.Output> all;
            try (ServedModel model = new ServedModel(everyDepth(stack).toOnnx("test"))) {
                all = model.run(inputs(model, stack, clips, samples));
            }

            assertThat(all).hasSize(depth);
            for (int k = 1; k <= depth; k++) {
                try (ServedModel prefix =
                        new ServedModel(stack.model(1, k, Optional.empty()).toOnnx("test", Map.of()))) {
                    float[] expected = prefix.run(inputs(prefix, stack, clips, samples))
                            .get(StackModel.EMBEDDING)
                            .floats();
                    ServedModel.Output found = all.get(DepthsModel.embedding(k));
                    assertThat(found.shape())
                            .containsExactly(
                                    batch,
                                    stack.definition.stages().get(k).shape().channels());
                    assertThat(found.furthestFrom(expected))
                            .as("depth %d, seed %d", k, SEED)
                            .isLessThanOrEqualTo(BOUND);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"speech-small", "speech-cosine", "vision-small"})
    void shouldGiveWhatTheEngineGivesOfEveryModuleAloneTheFirstToo(String name) throws OrtException {
        try (RandomStack stack = new RandomStack(PipelineDefinitions.load(name), SEED)) {
            for (int number = 1; number <= stack.definition.depth(); number++) {
                Values upstream = upstream(stack, number);
                float[] expected = stack.encode(number, number, upstream).get(0).values();
                var module = new ModuleModel(stack.definition, number, stack.parameters(number));

                try (ServedModel model = new ServedModel(module.toOnnx("test"))) {
                    ServedModel.Output found = model.run(
                                    Map.of(StackModel.UPSTREAM, model.floats(upstream.values(), upstream.shape())))
                            .get(StackModel.ACTIVATIONS);

                    assertThat(found.furthestFrom(expected))
                            .as("module %d, seed %d", number, SEED)
                            .isLessThanOrEqualTo(BOUND);
                }
            }
        }
    }

    @Test
    void shouldRefuseAStackWhoseModulesAreNotAllThere() {
        try (RandomStack stack = new RandomStack(PipelineDefinitions.load("speech-small"), SEED)) {
            assertThatThrownBy(() -> new DepthsModel(stack.definition, stack.input, List.of(stack.parameters(1))))
                    .isInstanceOf(InvalidDefinitionException.class)
                    .hasMessage("modules with parameters is 1; allowed: 6");
        }
    }

    private DepthsModel everyDepth(RandomStack stack) {
        return new DepthsModel(
                stack.definition,
                stack.input,
                IntStream.rangeClosed(1, stack.definition.depth())
                        .mapToObj(stack::parameters)
                        .toList());
    }

    private Values upstream(RandomStack stack, int number) {
        var shape = stack.definition.stages().get(number - 1).shape();
        float[] values = new float[2 * shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() - 0.3);
        }
        long[] sizes = new long[shape.sizes().size() + 1];
        sizes[0] = 2;
        for (int i = 1; i < sizes.length; i++) {
            sizes[i] = shape.sizes().get(i - 1);
        }
        return new Values(values, sizes);
    }

    private static int side(RandomStack stack, int samples) {
        return stack.input instanceof AudioInput ? samples : samples * samples;
    }

    private static Map<String, OnnxTensor> inputs(ServedModel model, RandomStack stack, float[][] clips, int samples)
            throws OrtException {
        int each = clips[0].length;
        float[] values = new float[clips.length * each];
        for (int i = 0; i < clips.length; i++) {
            System.arraycopy(clips[i], 0, values, i * each, each);
        }
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
        if (stack.input instanceof AudioInput) {
            long[] lengths = new long[clips.length];
            Arrays.setAll(lengths, i -> samples - 100L * i);
            inputs.put("audio", model.floats(values, clips.length, each / samples, samples));
            inputs.put("lengths", model.longs(lengths));
        } else {
            inputs.put("pictures", model.floats(values, clips.length, each / (samples * samples), samples, samples));
        }
        return inputs;
    }
}

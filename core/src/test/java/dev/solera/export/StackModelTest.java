package dev.solera.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.export.RandomStack.Values;
import dev.solera.layer.TimeBase;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ONNX Runtime makes of a model is what the engine makes of it. */
class StackModelTest {

    private static final double BOUND = 1e-4;
    private static final long SEED = 20261126;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private double worst;

    @AfterEach
    void report(TestInfo test) {
        if (worst > 0) {
            System.out.printf("%s: the largest difference is %.1e%n", test.getDisplayName(), worst);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "speech-small, 1, 20480", "speech-small, 3, 7777", "speech-small, 7, 4001",
        "vision-small, 1, 64", "vision-small, 3, 64", "vision-small, 7, 64"
    })
    void shouldGiveWhatTheEngineGivesWhateverTheBatchAndTheLengthAtEveryDepth(String name, int batch, int samples)
            throws OrtException {
        try (RandomStack stack = new RandomStack(PipelineDefinitions.load(name), SEED)) {
            for (int depth = 1; depth <= stack.definition.depth(); depth++) {
                compare(stack, depth, batch, samples);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"speech, 2, 5003", "vision, 1, 64"})
    void shouldGiveWhatTheEngineGivesAtFullWidth(String name, int batch, int samples) throws OrtException {
        try (RandomStack stack = new RandomStack(PipelineDefinitions.load(name), SEED)) {
            compare(stack, stack.definition.depth(), batch, samples);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"speech-small", "speech-cosine", "vision-small"})
    void shouldGiveWhatTheEngineGivesWhereModulesDoNotBeginWithTheFirst(String name) throws OrtException {
        try (RandomStack stack = new RandomStack(PipelineDefinitions.load(name), SEED)) {
            for (int number = 2; number <= stack.definition.depth(); number++) {
                Values upstream = random(stack, number - 1, 3);
                Values expected = stack.encode(number, number, upstream).get(0);

                try (ServedModel model = new ServedModel(
                        stack.model(number, number, Optional.empty()).toOnnx("test", Map.of()))) {
                    var outputs =
                            model.run(Map.of(StackModel.UPSTREAM, model.floats(upstream.values(), upstream.shape())));

                    assertThat(outputs.keySet()).containsExactly(StackModel.ACTIVATIONS);
                    requireClose(name + " module " + number, outputs.get(StackModel.ACTIVATIONS), expected);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "bottleneck"})
    void shouldGiveWhatTheEngineGivesOfColouredPicturesThatAreCutBehindALayer(String block) throws OrtException {
        var definition = PipelineDefinitions.parse("""
                pipeline: whole
                input: {kind: image, size: 23, channels: 3, normalise: {mean: [0.4, 0.5, 0.6], deviation: [0.1, 0.2, 0.3]}}
                batch: 4
                learning-rate: 1e-3
                seed: 11
                modules:
                  - encoder:
                      - {layer: conv2d, channels: 5, kernel: 5}
                      - {layer: patches, size: 9, stride: 5}
                      - {layer: residual, block: %s, blocks: 2, width: 4, stride: 2}
                    loss: {objective: vertical-info-nce, prediction-steps: 1, skip-rows: 0, negatives: {form: per-position, count: 2}}
                """.formatted(block));
        try (RandomStack stack = new RandomStack(definition, SEED)) {
            compare(stack, 1, 3, 23);
        }
    }

    @Test
    void shouldGiveWhatTheEngineGivesWhereChannelsAreNormalised() throws OrtException {
        var definition = PipelineDefinitions.parse("""
                pipeline: normalised
                input: {kind: audio, sample-rate: 8000, window: 4096}
                batch: 4
                learning-rate: 1e-3
                seed: 11
                loss: {prediction-steps: 2, sub-window: 16, negatives: {form: shared, count: 16}}
                modules:
                  - encoder:
                      - {channels: 6, kernel: 10, stride: 5, padding: 2, norm: channels}
                      - {channels: 9, kernel: 4, stride: 2, padding: 1, norm: channels}
                  - context: {hidden: 7}
                """);
        try (RandomStack stack = new RandomStack(definition, SEED)) {
            compare(stack, 2, 3, 2501);
        }
    }

    @Test
    void shouldScaleSoundAsRecordedWhereTheDefinitionSaysSo() throws OrtException {
        try (RandomStack stack = new RandomStack(sound("none", 1), SEED)) {
            compare(stack, 2, 3, 997);
        }
    }

    @Test
    void shouldScaleEveryChannelByItsOwnMeanAndAllOfThemAlike() throws OrtException {
        try (RandomStack stack = new RandomStack(sound("rms", 2), SEED)) {
            compare(stack, 2, 3, 997);
        }
    }

    @Test
    void shouldKeepSilenceSilent() throws OrtException {
        try (RandomStack stack = new RandomStack(sound("rms", 1), SEED)) {
            float[] silence = new float[2 * 997];
            for (int i = 0; i < 997; i++) {
                silence[i] = 0.25f + (i % 2 == 0 ? 5e-8f : 0);
            }
            Values expected = stack.encode(1, 2, new Values(new float[2 * 997], new long[] {2, 1, 997}))
                    .get(1);

            try (ServedModel model =
                    new ServedModel(stack.model(1, 2, Optional.empty()).toOnnx("test", Map.of()))) {
                var outputs =
                        model.run(Map.of("audio", model.floats(silence, 2, 1, 997), "lengths", model.longs(997, 0)));

                requireClose("silence", outputs.get(StackModel.ACTIVATIONS), expected);
            }
        }
    }

    @Test
    void shouldTellWhatItIsMadeOf() throws OrtException {
        try (RandomStack stack = new RandomStack(PipelineDefinitions.load("speech-small"), SEED)) {
            var classifier = RandomClassifier.of(stack.definition, 5, false);
            byte[] document =
                    stack.model(1, 5, Optional.of(classifier)).toOnnx("1.2", Map.of("run", "main", "step", "1000"));

            try (ServedModel model = new ServedModel(document)) {
                assertThat(model.metadata())
                        .containsEntry("solera", "1.2")
                        .containsEntry("pipeline", "speech-small")
                        .containsEntry("identity", Identity.of(stack.definition))
                        .containsEntry("seed", "1")
                        .containsEntry("modules", "1-5")
                        .containsEntry("depth", "5")
                        .containsEntry("hop", "160")
                        .containsEntry("run", "main")
                        .containsEntry("step", "1000")
                        .containsEntry("classifier", "word")
                        .containsEntry("classes", "[\"yes\",\"no \\\"\",\"vielleicht ä\"]");
                assertThat(PipelineDefinitions.parse(model.metadata().get("definition")))
                        .isEqualTo(stack.definition);
            }
        }
    }

    @Test
    void shouldBeRefusedWhereItCannotBeWritten() {
        try (RandomStack sound = new RandomStack(PipelineDefinitions.load("speech-small"), SEED);
                RandomStack pictures = new RandomStack(PipelineDefinitions.load("vision-small"), SEED)) {
            assertThatThrownBy(() -> sound.model(2, 5, Optional.of(RandomClassifier.of(sound.definition, 5, false))))
                    .isInstanceOf(InvalidDefinitionException.class)
                    .hasMessage("modules is 2-5; allowed: from the first, under a classifier");
            assertThatThrownBy(
                            () -> pictures.model(1, 1, Optional.of(RandomClassifier.of(pictures.definition, 3, false))))
                    .isInstanceOf(InvalidDefinitionException.class)
                    .hasMessage("features of the classifier is 256; allowed: 64 here");
            var unscaled = new StackModel(
                    pictures.definition,
                    pictures.definition.input(),
                    pictures.model(1, 1, Optional.empty()).modules(),
                    pictures.model(1, 1, Optional.empty()).parameters(),
                    Optional.empty());
            assertThatThrownBy(() -> unscaled.toOnnx("test", Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("input.normalise is not there; allowed: mean and deviation");
        }
    }

    private static PipelineDefinition sound(String normalise, int channels) {
        return PipelineDefinitions.parse("""
                pipeline: small
                input: {kind: audio, sample-rate: 8000, window: 640, channels: %d, normalise: %s}
                batch: 4
                learning-rate: 1e-3
                seed: 11
                loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
                modules:
                  - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}, {channels: 6, kernel: 3, stride: 1, padding: 1}]
                  - context: {hidden: 5}
                """.formatted(channels, normalise));
    }

    private void compare(RandomStack stack, int depth, int batch, int samples) throws OrtException {
        String what = "%s depth %d batch %d of %d".formatted(stack.definition.pipeline(), depth, batch, samples);
        int channels = stack.input.stage().shape().channels();
        int places = stack.input instanceof ImageInput ? samples * samples : samples;
        float[] raw = new float[batch * channels * places];
        float[] scaled = new float[raw.length];
        long[] lengths = new long[batch];
        for (int i = 0; i < batch; i++) {
            float[] recorded = stack.recorded(random, places);
            lengths[i] = i == 0 ? places : random.nextInt(places / 3, places);
            System.arraycopy(recorded, 0, raw, i * recorded.length, recorded.length);
            System.arraycopy(
                    Scaling.of(stack.input, recorded, lengths[i]), 0, scaled, i * recorded.length, recorded.length);
            if (stack.input instanceof AudioInput) {
                for (int c = i * channels; c < (i + 1) * channels; c++) {
                    Arrays.fill(raw, c * places + Math.toIntExact(lengths[i]), (c + 1) * places, Float.NaN);
                }
            }
        }
        long[] shape = stack.input instanceof ImageInput
                ? new long[] {batch, channels, samples, samples}
                : new long[] {batch, channels, samples};
        Values expected = stack.encode(1, depth, new Values(scaled, shape)).get(depth - 1);

        try (ServedModel model =
                new ServedModel(stack.model(1, depth, Optional.empty()).toOnnx("test", Map.of()))) {
            Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
            if (stack.input instanceof AudioInput) {
                inputs.put("audio", model.floats(raw, shape));
                inputs.put("lengths", model.longs(lengths));
            } else {
                inputs.put("pictures", model.floats(raw, shape));
            }
            var outputs = model.run(inputs);

            requireClose(what, outputs.get(StackModel.ACTIVATIONS), expected);
            requireClose(
                    what + " embedding", outputs.get(StackModel.EMBEDDING), pooled(stack, depth, expected, lengths));
        }
    }

    private static Values pooled(RandomStack stack, int depth, Values top, long[] lengths) {
        var stage = stack.definition.stages().get(depth);
        int batch = lengths.length;
        int channels = stage.shape().channels();
        int size = top.values().length / batch;
        int run = stage.time().isPresent()
                ? Math.toIntExact(top.shape()[2])
                : stage.shape().valuesPerChannel();
        double[] sums = new double[batch * channels];
        int[] counts = new int[batch * channels];
        for (int i = 0; i < top.values().length; i++) {
            int clip = i / size;
            int step = i % run;
            int valid = stage.time()
                    .map(time -> validSteps(time, lengths[clip], run))
                    .orElse(run);
            if (step < valid) {
                sums[clip * channels + i / run % channels] += top.values()[i];
                counts[clip * channels + i / run % channels]++;
            }
        }
        float[] means = new float[sums.length];
        IntStream.range(0, means.length).forEach(i -> means[i] = (float) (sums[i] / counts[i]));
        return new Values(means, new long[] {batch, channels});
    }

    private static int validSteps(TimeBase time, long length, int steps) {
        return time.validSteps(length, steps);
    }

    private Values random(RandomStack stack, int depth, int batch) {
        var shape = stack.definition.stages().get(depth).shape();
        long[] dimensions = new long[shape.sizes().size() + 1];
        dimensions[0] = batch;
        int size = batch;
        for (int i = 1; i < dimensions.length; i++) {
            boolean time = shape.axes().get(i - 1).name().equals("time");
            dimensions[i] = time ? 61 : shape.sizes().get(i - 1);
            size *= dimensions[i];
        }
        return new Values(RandomClassifier.floats(random, size), dimensions);
    }

    private void requireClose(String what, ServedModel.Output found, Values expected) {
        assertThat(found.shape()).as(what).isEqualTo(expected.shape());
        double most = found.furthestFrom(expected.values());
        double largest = 0;
        for (float value : expected.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        worst = Math.max(worst, most);
        assertThat(largest).as("something to compare of " + what).isPositive();
        assertThat(most).as("seed %d: %s", SEED, what).isLessThanOrEqualTo(BOUND * Math.min(1, largest));
    }
}

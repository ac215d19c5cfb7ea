package dev.solera.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import dev.solera.layer.TimeBase;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model with a classifier on top says what the classifier says of its own embedding, or of its own activations. */
class ClassifierTest {

    private static final double BOUND = 1e-4;
    private static final long SEED = 20261127;

    /** Of 160 samples with their middle in 4567. */
    private static final int FRAMES = 29;

    @Test
    void shouldTellOneClassOfEveryClip() throws OrtException {
        PipelineDefinition definition = PipelineDefinitions.load("speech-small");
        Classifier classifier = RandomClassifier.of(definition, 4, false);
        try (RandomStack stack = new RandomStack(definition, SEED);
                ServedModel model = new ServedModel(
                        stack.model(1, 4, Optional.of(classifier)).toOnnx("test", Map.of()))) {
            float[] audio = RandomClassifier.floats(new SplittableRandom(SEED), 3 * 5001);
            var outputs = model.run(
                    Map.of("audio", model.floats(audio, 3, 1, 5001), "lengths", model.longs(5001, 2000, 5000)));

            float[] embedding = outputs.get(StackModel.EMBEDDING).floats();
            var probabilities = outputs.get(StackModel.PROBABILITIES);
            var labels = outputs.get(StackModel.LABEL);
            assertThat(probabilities.shape()).containsExactly(3, 3);
            assertThat(labels.shape()).containsExactly(3);
            for (int clip = 0; clip < 3; clip++) {
                requireSame(classifier, features(embedding, clip, 64), probabilities.floats(), labels.texts(), clip);
                double[] alone = classifier.probabilities(Arrays.copyOfRange(embedding, clip * 64, (clip + 1) * 64));
                for (int c = 0; c < 3; c++) {
                    assertThat(alone[c]).isCloseTo(probabilities.floats()[clip * 3 + c], within(BOUND));
                }
            }
        }
    }

    @Test
    void shouldTellOneClassOfEveryPicture() throws OrtException {
        PipelineDefinition definition = PipelineDefinitions.load("vision-small");
        Classifier classifier = RandomClassifier.of(definition, 2, false);
        try (RandomStack stack = new RandomStack(definition, SEED);
                ServedModel model = new ServedModel(
                        stack.model(1, 2, Optional.of(classifier)).toOnnx("test", Map.of()))) {
            float[] pictures = RandomClassifier.floats(new SplittableRandom(SEED), 2 * 64 * 64);
            var outputs = model.run(Map.of("pictures", model.floats(pictures, 2, 1, 64, 64)));

            float[] embedding = outputs.get(StackModel.EMBEDDING).floats();
            for (int picture = 0; picture < 2; picture++) {
                requireSame(
                        classifier,
                        features(embedding, picture, 128),
                        outputs.get(StackModel.PROBABILITIES).floats(),
                        outputs.get(StackModel.LABEL).texts(),
                        picture);
            }
        }
    }

    /** Steps are closer than frames, as far apart, and further: 5, 20, 40, 80 and 160 samples here, and 640. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void shouldTellOneClassOfEveryFrame(int depth) throws OrtException {
        requireFrames(PipelineDefinitions.load("speech-small"), depth);
    }

    @ParameterizedTest
    @CsvSource({"640, 700, 0", "7, 3, 1", "231, 100, 30"})
    void shouldTellOneClassOfEveryFrameWhereverStepsAreCentred(int kernel, int stride, int padding)
            throws OrtException {
        requireFrames(PipelineDefinitions.parse("""
                pipeline: odd
                input: {kind: audio, sample-rate: 16000, window: 20480}
                batch: 4
                learning-rate: 1e-3
                seed: 11
                loss: {prediction-steps: 3, sub-window: 24, negatives: {form: shared, count: 16}}
                modules:
                  - encoder: [{channels: 6, kernel: %d, stride: %d, padding: %d}]
                """.formatted(kernel, stride, padding)), 1);
    }

    private static void requireFrames(PipelineDefinition definition, int depth) throws OrtException {
        Classifier classifier = RandomClassifier.of(definition, depth, true);
        try (RandomStack stack = new RandomStack(definition, SEED);
                ServedModel model = new ServedModel(
                        stack.model(1, depth, Optional.of(classifier)).toOnnx("test", Map.of()))) {
            int samples = 4567;
            long[] lengths = {samples, 1234, 900};
            float[] audio = RandomClassifier.floats(new SplittableRandom(SEED), 3 * samples);
            var outputs =
                    model.run(Map.of("audio", model.floats(audio, 3, 1, samples), "lengths", model.longs(lengths)));

            var activations = outputs.get(StackModel.ACTIVATIONS);
            var probabilities = outputs.get(StackModel.PROBABILITIES);
            assertThat(probabilities.shape()).containsExactly(3, FRAMES, 3);
            assertThat(outputs.get(StackModel.LABEL).shape()).containsExactly(3, FRAMES);
            TimeBase time = definition.stages().get(depth).time().orElseThrow();
            for (int clip = 0; clip < 3; clip++) {
                int valid = time.validSteps(lengths[clip], (int) activations.shape()[2]);
                for (int frame = 0; frame < FRAMES; frame++) {
                    requireSame(
                            classifier,
                            frame(activations, clip, time, valid, frame),
                            probabilities.floats(),
                            outputs.get(StackModel.LABEL).texts(),
                            clip * FRAMES + frame);
                }
            }
        }
    }

    /** The mean over the valid steps within a frame of 160 samples, found one by one; else the nearest valid one. */
    private static double[] frame(ServedModel.Output activations, int clip, TimeBase time, int valid, int frame) {
        int channels = (int) activations.shape()[1];
        int steps = (int) activations.shape()[2];
        double[] sums = new double[channels];
        int within = 0;
        int nearest = 0;
        for (int t = 0; t < valid; t++) {
            double centre = time.centre() + (double) t * time.hop();
            double middle = frame * 160 + 79.5;
            if (Math.abs(centre - middle) <= Math.abs(time.centre() + (double) nearest * time.hop() - middle)) {
                nearest = t;
            }
            if (centre >= frame * 160 && centre < (frame + 1) * 160) {
                within++;
                for (int c = 0; c < channels; c++) {
                    sums[c] += activations.floats()[(clip * channels + c) * steps + t];
                }
            }
        }
        for (int c = 0; c < channels; c++) {
            sums[c] = within > 0 ? sums[c] / within : activations.floats()[(clip * channels + c) * steps + nearest];
        }
        return sums;
    }

    private static double[] features(float[] embedding, int example, int width) {
        double[] features = new double[width];
        for (int f = 0; f < width; f++) {
            features[f] = embedding[example * width + f];
        }
        return features;
    }

    private static void requireSame(
            Classifier classifier, double[] features, float[] probabilities, String[] labels, int example) {
        double[] expected = RandomClassifier.probabilities(classifier, features);
        int best = 0;
        for (int c = 0; c < expected.length; c++) {
            assertThat((double) probabilities[example * expected.length + c])
                    .as("seed %d, example %d, class %d", SEED, example, c)
                    .isCloseTo(expected[c], within(BOUND));
            best = expected[c] > expected[best] ? c : best;
        }
        assertThat(labels[example]).isEqualTo(classifier.classes().get(best));
    }
}

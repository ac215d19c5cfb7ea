package dev.solera.export;

import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.SplittableRandom;

/** A classifier of three classes that knows nothing. */
final class RandomClassifier {

    private static final long SEED = 3;

    private RandomClassifier() {}

    static Classifier of(PipelineDefinition definition, int depth, boolean ofFrames) {
        SplittableRandom random = new SplittableRandom(SEED);
        int width = definition.stages().get(depth).shape().channels();
        return new Classifier(
                "word",
                ofFrames,
                List.of("yes", "no \"", "vielleicht ä"),
                floats(random, width),
                floats(random, width),
                floats(random, 3 * width),
                floats(random, 3));
    }

    static float[] floats(SplittableRandom random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    /** Its probabilities of one example's features, in double precision. */
    static double[] probabilities(Classifier classifier, double[] features) {
        double[] scores = new double[classifier.classes().size()];
        double sum = 0;
        for (int c = 0; c < scores.length; c++) {
            double score = classifier.bias()[c];
            for (int f = 0; f < features.length; f++) {
                score += classifier.weights()[c * features.length + f]
                        * (features[f] - classifier.mean()[f])
                        * classifier.scale()[f];
            }
            scores[c] = Math.exp(score);
            sum += scores[c];
        }
        for (int c = 0; c < scores.length; c++) {
            scores[c] /= sum;
        }
        return scores;
    }
}

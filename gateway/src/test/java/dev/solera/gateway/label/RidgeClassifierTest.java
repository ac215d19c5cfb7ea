package dev.solera.gateway.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RidgeClassifierTest {

    private static final long SEED = 5;
    private static final int WIDTH = 40;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<float[]> embeddings = new ArrayList<>();
    private final List<Integer> classes = new ArrayList<>();

    /** Around a point of its class, and with features that mean nothing. */
    private float[] near(int type) {
        float[] embedding = new float[WIDTH];
        for (int f = 0; f < WIDTH; f++) {
            embedding[f] = 3 + (float) (random.nextDouble() - 0.5) + (f == type ? 2.5f : 0);
        }
        return embedding;
    }

    private void learn(int each, int... types) {
        for (int type : types) {
            for (int i = 0; i < each; i++) {
                embeddings.add(near(type));
                classes.add(type);
            }
        }
    }

    @Test
    void shouldTellClassesByNameWhenThereAreFewerSamplesThanFeatures() {
        learn(10, 0, 2, 7);

        RidgeClassifier ridge = RidgeClassifier.fit("kind", embeddings, classes, List.of("a", "b", "c"))
                .orElseThrow();

        assertThat(ridge.classes()).containsExactly("a", "c", "7");
        int right = 0;
        for (int i = 0; i < 60; i++) {
            int type = i % 3;
            double[] probabilities = ridge.probabilities(near(new int[] {0, 2, 7}[type]));
            assertThat(Arrays.stream(probabilities).sum()).isCloseTo(1, within(1e-9));
            assertThat(Arrays.stream(probabilities).min().orElseThrow()).isNotNegative();
            double best = Arrays.stream(probabilities).max().orElseThrow();
            right += probabilities[type] == best ? 1 : 0;
        }
        assertThat(right).as("seed %d", SEED).isGreaterThanOrEqualTo(57);
    }

    /** As many as a gallery has, of fewer features, of which some say nothing and one says what another does. */
    @Test
    void shouldTellClassesWhenThereAreMoreSamplesThanFeatures() {
        learn(100, 0, 2, 7);
        embeddings.forEach(embedding -> {
            embedding[10] = 0;
            embedding[11] = embedding[12];
        });

        RidgeClassifier ridge =
                RidgeClassifier.fit("kind", embeddings, classes, List.of()).orElseThrow();

        int right = 0;
        for (int i = 0; i < embeddings.size(); i++) {
            double[] probabilities = ridge.probabilities(embeddings.get(i));
            double best = Arrays.stream(probabilities).max().orElseThrow();
            right += probabilities[i / 100] == best ? 1 : 0;
        }
        assertThat(right).as("seed %d", SEED).isGreaterThanOrEqualTo(285);
    }

    @Test
    void shouldSayWhatIsFrequentWhenFeaturesTellNothing() {
        for (int i = 0; i < 40; i++) {
            embeddings.add(near(-1));
            classes.add(i % 4 == 0 ? 1 : 0);
        }

        RidgeClassifier ridge =
                RidgeClassifier.fit("kind", embeddings, classes, List.of()).orElseThrow();

        double mean = 0;
        for (int i = 0; i < 50; i++) {
            mean += ridge.probabilities(near(-1))[0] / 50;
        }
        assertThat(mean).as("seed %d", SEED).isCloseTo(0.75, within(0.1));
    }

    @Test
    void shouldTellNothingWhenAllSamplesAreOfOneClass() {
        learn(5, 1);

        assertThat(RidgeClassifier.fit("kind", embeddings, classes, List.of())).isEmpty();
    }

    @Test
    void shouldStayANumberWhenFeaturesNeverChange() {
        embeddings.addAll(List.of(new float[3], new float[3]));
        classes.addAll(List.of(0, 1));

        RidgeClassifier ridge =
                RidgeClassifier.fit("kind", embeddings, classes, List.of()).orElseThrow();

        assertThat(ridge.probabilities(new float[] {1, 2, 3})).containsExactly(0.5, 0.5);
    }
}

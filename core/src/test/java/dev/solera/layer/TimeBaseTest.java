package dev.solera.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;

/** Layers counted as one against one after the other. */
class TimeBaseTest {

    @RepeatedTest(200)
    void shouldCountAsOneLayerAfterTheOtherDoesWhenThereAreAnyLayers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<Conv1dLayer> layers = layers(random);
        TimeBase time = TimeBase.INPUT;
        for (Conv1dLayer layer : layers) {
            time = layer.timeBase(time).orElseThrow();
        }
        for (int samples = 0; samples <= 300; samples++) {
            assertThat(time.uncappedSteps(samples))
                    .as("%d samples, seed %d, %s", samples, seed, layers)
                    .isEqualTo(oneAfterTheOther(layers, samples));
        }
    }

    private static int oneAfterTheOther(List<Conv1dLayer> layers, int samples) {
        int valid = samples;
        for (Conv1dLayer layer : layers) {
            valid = Math.max(0, layer.outputSteps(valid));
        }
        return valid;
    }

    private static List<Conv1dLayer> layers(Random random) {
        return IntStream.rangeClosed(1, random.nextInt(8))
                .mapToObj(i -> {
                    int kernel = 1 + random.nextInt(12);
                    return new Conv1dLayer(1, kernel, 1 + random.nextInt(5), random.nextInt(kernel));
                })
                .toList();
    }
}

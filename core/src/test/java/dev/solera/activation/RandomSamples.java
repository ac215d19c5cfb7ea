package dev.solera.activation;

import dev.solera.definition.ActivationShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Samples drawn from a seed, their values from tiny to large. */
public final class RandomSamples {

    private RandomSamples() {}

    /** Samples with gapless sequences from {@code first}, a label a sample and one a frame. */
    public static List<Sample> draw(SplittableRandom random, int count, int channels, int steps, long first) {
        int frames = random.nextInt(2, 30);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] phones = new int[frames];
            Arrays.setAll(phones, f -> random.nextInt(-1, 50));
            samples.add(new Sample(
                    first + i,
                    Purpose.values()[random.nextInt(Purpose.values().length)],
                    random.nextInt(Integer.MAX_VALUE),
                    random.nextLong(1L << 40),
                    Map.of("speaker", new int[] {random.nextInt(-1, 9)}, "phone", phones),
                    ActivationShape.sequence(channels, steps),
                    values(random, channels, steps)));
        }
        return samples;
    }

    /** Channels of different magnitude, some of them all zero. */
    static float[] values(SplittableRandom random, int channels, int steps) {
        float[] values = new float[channels * steps];
        for (int c = 0; c < channels; c++) {
            double magnitude = random.nextInt(5) == 0 ? 0 : Math.pow(10, random.nextDouble(-30, 30));
            for (int t = 0; t < steps; t++) {
                values[c * steps + t] = (float) (random.nextDouble(-1, 1) * magnitude);
            }
        }
        return values;
    }
}

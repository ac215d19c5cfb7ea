package dev.solera.benchmarks.serve;

import java.util.SplittableRandom;

/** Recordings of noise, the same in every measurement. */
final class Noise {

    private Noise() {}

    static float[] of(int values) {
        SplittableRandom random = new SplittableRandom(1);
        float[] noise = new float[values];
        for (int i = 0; i < values; i++) {
            noise[i] = (float) random.nextDouble();
        }
        return noise;
    }
}

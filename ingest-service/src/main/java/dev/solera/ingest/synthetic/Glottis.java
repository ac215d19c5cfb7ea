package dev.solera.ingest.synthetic;

import java.util.SplittableRandom;

/**
 * The voice source: the derivative of the glottal flow, a cubic in the open phase and nothing in the closed one (KLGLOTT88:
 * Klatt and Klatt 1990), with breath noise while the folds are open and a period that jitters.
 */
final class Glottis {

    private static final double JITTER = 0.015;

    private final Voice voice;
    private final double sampleRate;
    private final SplittableRandom random;
    private double phase;
    private double detune = 1;

    Glottis(Voice voice, double sampleRate, SplittableRandom random) {
        this.voice = voice;
        this.sampleRate = sampleRate;
        this.random = random;
    }

    /** @param pitch fundamental frequency, Hz */
    double next(double pitch) {
        phase += detune * pitch / sampleRate;
        if (phase >= 1) {
            phase -= 1;
            detune = 1 + JITTER * (2 * random.nextDouble() - 1);
        }
        if (phase > voice.openQuotient()) {
            return 0;
        }
        double x = phase / voice.openQuotient();
        return x * (2 - 3 * x) + voice.breath() * (2 * random.nextDouble() - 1);
    }
}

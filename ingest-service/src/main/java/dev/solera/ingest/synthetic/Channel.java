package dev.solera.ingest.synthetic;

import java.util.SplittableRandom;

/** What lies between mouth and recording: a room's or microphone's colour, background noise, gain; new an utterance. */
final class Channel {

    private static final double LEAST_SNR_DB = 5;
    private static final double MOST_SNR_DB = 10;
    private static final double MOST_GAIN_DB = 10;

    private final SplittableRandom random;
    private final double tilt;
    private final Resonator colour;
    private final double colourGain;
    private final double noiseTilt;
    private final double snr;
    private final double gain;

    Channel(double sampleRate, SplittableRandom random) {
        this.random = random;
        this.tilt = 0.1 * (2 * random.nextDouble() - 1);
        this.colour = new Resonator(sampleRate);
        colour.tune(300 + 2500 * random.nextDouble(), 300 + 500 * random.nextDouble());
        this.colourGain = 0.1 * random.nextDouble();
        this.noiseTilt = 0.45 + 0.1 * random.nextDouble();
        this.snr = decibels(LEAST_SNR_DB + (MOST_SNR_DB - LEAST_SNR_DB) * random.nextDouble());
        this.gain = 0.1 * decibels(MOST_GAIN_DB * (2 * random.nextDouble() - 1));
    }

    /** Colours and adds noise, in place. */
    void apply(float[] samples) {
        double power = colour(samples);
        double noise = 0;
        // A one-pole low-pass of uniform noise in [-1, 1] has the power 1 / 3 / (1 - noiseTilt^2).
        double level = Math.sqrt(3 * (1 - noiseTilt * noiseTilt) * power) / snr;
        double normal = gain / Math.sqrt(power + 1e-12);
        for (int i = 0; i < samples.length; i++) {
            noise = noiseTilt * noise + 2 * random.nextDouble() - 1;
            samples[i] = (float) (normal * (samples[i] + level * noise));
        }
    }

    /** Returns the power that the coloured samples have. */
    private double colour(float[] samples) {
        double before = 0;
        double power = 0;
        for (int i = 0; i < samples.length; i++) {
            double input = samples[i];
            double coloured = input + tilt * before + colourGain * colour.filter(input);
            before = input;
            samples[i] = (float) coloured;
            power += coloured * coloured;
        }
        return power / samples.length;
    }

    private static double decibels(double value) {
        return Math.pow(10, value / 20);
    }
}

package dev.solera.ingest.synthetic;

/**
 * A second-order digital resonator, the building block of formant synthesis (Klatt 1980, equations 1 and 2):
 * {@code y[n] = a x[n] + b y[n-1] + c y[n-2]}, with gain 1 at 0 Hz.
 */
final class Resonator {

    private final double sampleRate;
    private double a = 1;
    private double b;
    private double c;
    private double last;
    private double beforeLast;

    Resonator(double sampleRate) {
        this.sampleRate = sampleRate;
    }

    /** Frequency and bandwidth in Hz; a frequency that the rate cannot hold lets everything through. */
    void tune(double frequency, double bandwidth) {
        if (frequency > 0.48 * sampleRate) {
            a = 1;
            b = 0;
            c = 0;
            return;
        }
        double radius = Math.exp(-Math.PI * bandwidth / sampleRate);
        c = -radius * radius;
        b = 2 * radius * Math.cos(2 * Math.PI * frequency / sampleRate);
        a = 1 - b - c;
    }

    /** Root-mean-square of the output for white noise of root-mean-square 1 (the variance of an AR(2) process). */
    double noiseGain() {
        return a * Math.sqrt((1 - c) / ((1 + c) * ((1 - c) * (1 - c) - b * b)));
    }

    double filter(double input) {
        double output = a * input + b * last + c * beforeLast;
        beforeLast = last;
        last = output;
        return output;
    }
}

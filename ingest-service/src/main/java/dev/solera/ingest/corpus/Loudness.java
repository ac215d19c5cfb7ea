package dev.solera.ingest.corpus;

/**
 * How loud a recording is over its whole length.
 *
 * @param means of each channel
 * @param rms root-mean-square of all channels about their means; full scale is 1
 */
public record Loudness(double[] means, double rms) {

    /** @param samples {@code [channels, length]} */
    static Loudness of(float[] samples, int channels) {
        int length = samples.length / channels;
        double[] means = new double[channels];
        double variances = 0;
        for (int c = 0; c < channels; c++) {
            double sum = 0;
            double squares = 0;
            for (int i = c * length; i < (c + 1) * length; i++) {
                float sample = samples[i];
                sum += sample;
                squares += (double) sample * sample;
            }
            means[c] = sum / length;
            variances += Math.max(0, squares / length - means[c] * means[c]);
        }
        return new Loudness(means, Math.sqrt(variances / channels));
    }
}

package dev.solera.ingest.folder;

import com.github.psambit9791.jdsp.signal.Resample;
import java.math.BigInteger;

/**
 * Changes the sample rate without moving a sample in time: a zero-phase polyphase low-pass (Kaiser window, beta 5) that
 * lets nothing above the new Nyquist frequency fold back (docs/decisions/0004-resampling.md has the measurements).
 */
final class Resampler {

    private Resampler() {}

    /** What {@code frames} samples become: {@code ceil(frames * to / from)}. */
    static int length(long frames, int from, int to) {
        return Math.toIntExact((frames * to + from - 1) / from);
    }

    /** Returns {@link #length} samples; the same array where the rates are equal. */
    static float[] resample(float[] samples, int from, int to) {
        if (from == to) {
            return samples;
        }
        int divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
        double[] wide = new double[samples.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = samples[i];
        }
        double[] converted = new Resample(to / divisor, from / divisor, "constant").resampleSignal(wide);
        float[] result = new float[length(samples.length, from, to)];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) converted[i];
        }
        return result;
    }
}

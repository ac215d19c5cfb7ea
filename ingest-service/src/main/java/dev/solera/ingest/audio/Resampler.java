package dev.solera.ingest.audio;

import com.github.psambit9791.jdsp.filter.FIRWin1;
import java.math.BigInteger;

/**
 * Changes the sample rate without moving a sample in time: a zero-phase polyphase low-pass (Kaiser window, beta 5) that
 * lets nothing above the new Nyquist frequency fold back (docs/decisions/0004-resampling.md has the measurements).
 *
 * <p>The filter is the one that JDSP's {@code Resample} designs, and so are the results. Its loop counts positions at the
 * common multiple of both rates in an int, which five minutes of 44.1 kHz to 16 kHz overflow; this one counts in a long.
 */
public final class Resampler {

    private static final double BETA = 5;

    /** Zero crossings of the low-pass on either side of its middle. */
    private static final int HALF_WIDTH = 10;

    private final int down;

    /** Coefficients by phase: every {@code up}-th of the filter, beginning with the phase's own. */
    private final double[][] phases;

    /** The filter's middle, in coefficients. */
    private final int middle;

    private Resampler(int up, int down) {
        int widest = Math.max(up, down);
        this.down = down;
        this.middle = HALF_WIDTH * widest;
        double[] filter = new FIRWin1(2 * middle + 1, BETA, true)
                .computeCoefficients(new double[] {1.0 / widest}, FIRWin1.FIRfilterType.LOWPASS, true);
        this.phases = new double[up][];
        for (int phase = 0; phase < up; phase++) {
            phases[phase] = new double[(filter.length - phase + up - 1) / up];
            for (int i = 0; i < phases[phase].length; i++) {
                phases[phase][i] = up * filter[phase + i * up];
            }
        }
    }

    /** What {@code frames} samples become: {@code ceil(frames * to / from)}. */
    public static int length(long frames, int from, int to) {
        return Math.toIntExact((frames * to + from - 1) / from);
    }

    /** Returns {@link #length} samples; the same array where the rates are equal. */
    public static float[] resample(float[] samples, int from, int to) {
        if (from == to) {
            return samples;
        }
        int divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
        Resampler resampler = new Resampler(to / divisor, from / divisor);
        float[] result = new float[length(samples.length, from, to)];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) resampler.at(samples, i);
        }
        return result;
    }

    /** One sample of the result: {@code y[i] = sum over n of h[middle + i * down - n * up] x[n]}, nothing beyond the ends. */
    private double at(float[] samples, int i) {
        long position = middle + (long) i * down;
        double[] phase = phases[(int) (position % phases.length)];
        int newest = (int) (position / phases.length);
        int last = Math.min(newest, samples.length - 1);
        double sum = 0;
        for (int n = Math.max(0, newest - phase.length + 1); n <= last; n++) {
            sum += phase[newest - n] * samples[n];
        }
        return sum;
    }
}

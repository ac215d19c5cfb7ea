package dev.solera.media.audio;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.psambit9791.jdsp.filter.FIRWin1;
import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.math.BigInteger;

/**
 * Changes the sample rate without moving a sample in time: a zero-phase polyphase low-pass with a Kaiser window, which keeps
 * what is up to 0.9 of the lower Nyquist frequency as it is, and of what is above all of it leaves less than -90 dB
 * (docs/data.md has the measurements). The filter is JDSP's.
 *
 * <p>Any stretch of the result can be had alone, with the same values as in the whole.
 */
public final class Resampler {

    /** Zero crossings on either side of the filter's middle: as many as the slope from 0.9 to 1 of Nyquist takes at -95 dB. */
    private static final int HALF_WIDTH = 64;

    private static final double BETA = 9.6;

    /** The middle of the slope, in parts of the lower Nyquist frequency. */
    private static final double CUTOFF = 0.95;

    /** Above so many coefficients the filter is known at fewer places, and what lies between is interpolated. */
    private static final int MOST_COEFFICIENTS = 1 << 20;

    /** Places a zero crossing where it is interpolated, which makes an error of -130 dB. */
    private static final int PLACES = 2048;

    private static final int SAMPLES_AT_ONCE = 1 << 14;

    /** Of all that are known, at most: a folder has a few rates, but a client may think of any. */
    private static final long MOST_KNOWN = 2 * MOST_COEFFICIENTS;

    /** Those of the ratios that were used last. */
    private static final LoadingCache<Ratio, Resampler> KNOWN = Caffeine.newBuilder()
            .maximumWeight(MOST_KNOWN)
            .weigher((Ratio ratio, Resampler known) -> known.coefficients())
            .build(Resampler::new);

    private final Ratio ratio;

    /** Places of the filter between one sample that is read and the next one. */
    private final int steps;

    /** The filter's middle, in places. */
    private final int middle;

    /** Coefficients by place between two samples, each from the last one of the filter to the first. */
    private final double[][] phases;

    /** Result samples to those that they are made of, in lowest terms. */
    private record Ratio(int up, int down) {

        static Ratio of(int from, int to) {
            int divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
            return new Ratio(to / divisor, from / divisor);
        }

        /** How much wider the filter is than at an unchanged rate. */
        double width() {
            return Math.max(1, (double) down / up);
        }

        int steps() {
            boolean exact = 2L * HALF_WIDTH * Math.max(up, down) <= MOST_COEFFICIENTS;
            return exact ? up : (int) Math.ceil(PLACES / width());
        }
    }

    private Resampler(Ratio ratio) {
        this.ratio = ratio;
        this.steps = ratio.steps();
        double widest = steps * ratio.width();
        this.middle = (int) Math.ceil(HALF_WIDTH * widest);
        double[] filter = new FIRWin1(2 * middle + 1, BETA, true)
                .computeCoefficients(new double[] {CUTOFF / widest}, FIRWin1.FIRfilterType.LOWPASS, true);
        int taps = (filter.length + steps - 1) / steps;
        this.phases = new double[steps][taps];
        for (int place = 0; place < filter.length; place++) {
            phases[place % steps][taps - 1 - place / steps] = steps * filter[place];
        }
    }

    private int coefficients() {
        return phases.length * phases[0].length;
    }

    /** What {@code frames} samples become: {@code ceil(frames * to / from)}. */
    static long length(long frames, int from, int to) {
        return (frames * to + from - 1) / from;
    }

    /**
     * Reads a stretch of a recording.
     *
     * @param rate of what is returned, Hz
     * @param from first sample, at that rate
     * @param length of the stretch, which ends within the recording
     * @return {@code [channels, length]}
     */
    public static float[] read(Channels recording, int rate, long from, int length)
            throws IOException, UnreadableRecordingException {
        int own = recording.info().sampleRate();
        float[] result = new float[Math.multiplyExact(recording.count(), length)];
        if (own == rate) {
            recording.seek(from);
            copy(recording, result, length);
        } else {
            KNOWN.get(Ratio.of(own, rate)).convert(recording, from, result, length);
        }
        if (from + length == recording.info().lengthAt(rate)) {
            recording.finish();
        }
        return result;
    }

    private static void copy(Channels recording, float[] result, int length)
            throws IOException, UnreadableRecordingException {
        double[][] block = new double[recording.count()][SAMPLES_AT_ONCE];
        for (int done = 0; done < length; ) {
            int count = recording.read(block, 0, Math.min(SAMPLES_AT_ONCE, length - done));
            for (int c = 0; c < block.length; c++) {
                for (int i = 0; i < count; i++) {
                    result[c * length + done + i] = (float) block[c][i];
                }
            }
            requireMore(count);
            done += count;
        }
    }

    private static void requireMore(int count) throws UnreadableRecordingException {
        if (count == 0) {
            throw new UnreadableRecordingException("was cut off while it was read");
        }
    }

    private void convert(Channels recording, long from, float[] result, int length)
            throws IOException, UnreadableRecordingException {
        int taps = phases[0].length;
        SlidingSamples samples = new SlidingSamples(recording, taps, place(from) / steps - taps + 1);
        double[] sample = new double[recording.count()];
        for (int i = 0; i < length; i++) {
            long fine = (from + i) * ratio.down() % ratio.up() * steps;
            double between = (double) (fine % ratio.up()) / ratio.up();
            long place = place(from + i);
            int first = samples.reach(place / steps);
            for (int c = 0; c < sample.length; c++) {
                sample[c] = at(place, samples.samples(c), first);
            }
            if (between != 0) {
                first = samples.reach((place + 1) / steps);
                for (int c = 0; c < sample.length; c++) {
                    sample[c] += between * (at(place + 1, samples.samples(c), first) - sample[c]);
                }
            }
            for (int c = 0; c < sample.length; c++) {
                result[c * length + i] = (float) sample[c];
            }
        }
    }

    /** Where the filter's last coefficient is for a sample of the result, in places from the recording's first sample. */
    private long place(long i) {
        long whole = i * ratio.down() / ratio.up();
        long fine = i * ratio.down() % ratio.up() * steps;
        return middle + whole * steps + fine / ratio.up();
    }

    /** {@code y = sum over n of h[place - n * steps] x[n]}; four sums at a time keep the processor busy. */
    private double at(long place, double[] x, int base) {
        double[] phase = phases[(int) (place % steps)];
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int n = 0;
        for (; n + 3 < phase.length; n += 4) {
            first += phase[n] * x[base + n];
            second += phase[n + 1] * x[base + n + 1];
            third += phase[n + 2] * x[base + n + 2];
            fourth += phase[n + 3] * x[base + n + 3];
        }
        for (; n < phase.length; n++) {
            first += phase[n] * x[base + n];
        }
        return first + second + (third + fourth);
    }
}

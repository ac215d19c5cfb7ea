package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.util.Arrays;

/** A stretch of the channels of a recording that moves forwards over it, with silence before its beginning and behind its end. */
final class SlidingSamples {

    private static final int SAMPLES_AT_ONCE = 1 << 14;

    private final Channels recording;
    private final int width;
    private final double[][] samples;
    private long start;
    private int filled;

    /**
     * @param width samples that are looked at together
     * @param start number of the first one in the recording, before its beginning where it is negative
     */
    SlidingSamples(Channels recording, int width, long start) throws IOException, UnreadableRecordingException {
        this.recording = recording;
        this.width = width;
        this.samples = new double[recording.count()][width + SAMPLES_AT_ONCE];
        this.start = start;
        if (start < recording.info().frames()) {
            recording.seek(Math.max(0, start));
        }
    }

    /** What {@link #reach} has reached of a channel. */
    double[] samples(int channel) {
        return samples[channel];
    }

    /**
     * Moves on where that is necessary.
     *
     * @param last number of a sample in the recording, never smaller than before
     * @return where in {@link #samples} the first of the samples is that end with this one
     */
    int reach(long last) throws IOException, UnreadableRecordingException {
        if (last >= start + filled) {
            long first = last - width + 1;
            int gone = (int) Math.min(filled, first - start);
            for (double[] channel : samples) {
                System.arraycopy(channel, gone, channel, 0, filled - gone);
            }
            start += gone;
            filled -= gone;
            fill();
        }
        return (int) (last - width + 1 - start);
    }

    private void fill() throws IOException, UnreadableRecordingException {
        int room = samples[0].length;
        int silent = (int) Math.max(0, Math.min(room - filled, -(start + filled)));
        for (double[] channel : samples) {
            Arrays.fill(channel, filled, filled + silent, 0);
        }
        filled += silent;
        filled += recording.read(samples, filled, room - filled);
        for (double[] channel : samples) {
            Arrays.fill(channel, filled, room, 0);
        }
        filled = room;
    }
}

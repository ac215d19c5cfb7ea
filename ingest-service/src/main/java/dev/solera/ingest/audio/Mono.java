package dev.solera.ingest.audio;

import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.io.Closeable;
import java.io.IOException;

/** An open audio file as one channel, the mean of all that it has. */
public final class Mono implements Closeable {

    private static final int SAMPLES_AT_ONCE = 1 << 14;

    private final AudioStream stream;
    private final float[] block;
    private int there;
    private int taken;

    /** @param stream closed with this */
    public Mono(AudioStream stream) {
        this.stream = stream;
        int channels = stream.info().channels();
        this.block = new float[Math.max(1, SAMPLES_AT_ONCE / channels) * channels];
    }

    public AudioInfo info() {
        return stream.info();
    }

    /** Goes on from another place. */
    void seek(long frame) throws IOException, UnreadableRecordingException {
        stream.seek(frame);
        there = 0;
        taken = 0;
    }

    /** Reads the next {@code count} samples, or as many as there are before the end; returns how many. */
    int read(double[] to, int at, int count) throws IOException, UnreadableRecordingException {
        int done = 0;
        while (done < count && (taken < there || fill())) {
            to[at + done++] = mean(taken++);
        }
        return done;
    }

    /** Reads to the end: what a file says of itself as a whole is only known to hold there. */
    void finish() throws IOException, UnreadableRecordingException {
        while (fill()) {
            // Behind what was asked for.
        }
    }

    private boolean fill() throws IOException, UnreadableRecordingException {
        there = stream.read(block);
        taken = 0;
        return there > 0;
    }

    private double mean(int frame) {
        int channels = stream.info().channels();
        double sum = 0;
        for (int i = frame * channels; i < (frame + 1) * channels; i++) {
            sum += block[i];
        }
        return (float) (sum / channels);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}

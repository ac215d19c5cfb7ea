package dev.solera.ingest.audio;

import dev.solera.ingest.corpus.UnreadableRecordingException;
import java.io.Closeable;
import java.io.IOException;

/** An open audio file as one channel: the mean of all that it has, or one of them. */
public final class Mono implements Closeable {

    private static final int SAMPLES_AT_ONCE = 1 << 14;

    private final AudioStream stream;
    private final int first;
    private final int mixed;
    private final float[] block;
    private int there;
    private int taken;

    private Mono(AudioStream stream, int first, int mixed) {
        this.stream = stream;
        this.first = first;
        this.mixed = mixed;
        int channels = stream.info().channels();
        this.block = new float[Math.max(1, SAMPLES_AT_ONCE / channels) * channels];
    }

    /** @param stream closed with this */
    public static Mono ofAll(AudioStream stream) {
        return new Mono(stream, 0, stream.info().channels());
    }

    /**
     * @param stream closed with this
     * @param channel from 0
     */
    public static Mono of(AudioStream stream, int channel) {
        return new Mono(stream, channel, 1);
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
        int begin = frame * stream.info().channels() + first;
        double sum = 0;
        for (int i = begin; i < begin + mixed; i++) {
            sum += block[i];
        }
        return (float) (sum / mixed);
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}

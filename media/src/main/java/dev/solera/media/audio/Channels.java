package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.Closeable;
import java.io.IOException;

/** An open audio file as the channels that are wanted of it: one, the mean of all that it has, or all of them. */
public final class Channels implements Closeable {

    private static final int SAMPLES_AT_ONCE = 1 << 14;

    private final AudioStream stream;
    private final int count;
    private final float[] block;
    private int there;
    private int taken;

    private Channels(AudioStream stream, int count) {
        this.stream = stream;
        this.count = count;
        int all = stream.info().channels();
        this.block = new float[Math.max(1, SAMPLES_AT_ONCE / all) * all];
    }

    /** @param stream closed with this */
    public static Channels mixed(AudioStream stream) {
        return new Channels(stream, 1);
    }

    /** @param stream closed with this */
    public static Channels all(AudioStream stream) {
        return new Channels(stream, stream.info().channels());
    }

    /**
     * As an input wants them.
     *
     * @param stream closed with this, or where it is refused
     * @param count 1, to which all are mixed down, or as many as it has to have
     * @throws UnreadableRecordingException where it has another number
     */
    public static Channels of(AudioStream stream, int count) throws IOException, UnreadableRecordingException {
        int own = stream.info().channels();
        if (count > 1 && own != count) {
            stream.close();
            throw new UnreadableRecordingException(
                    "has %d channels; allowed: %d, as input.channels says".formatted(own, count));
        }
        return count == 1 ? mixed(stream) : all(stream);
    }

    public AudioInfo info() {
        return stream.info();
    }

    /** How many there are here. */
    public int count() {
        return count;
    }

    /** Goes on from another place. */
    void seek(long frame) throws IOException, UnreadableRecordingException {
        stream.seek(frame);
        there = 0;
        taken = 0;
    }

    /**
     * Reads the next {@code frames} samples of each channel, or as many as there are before the end; returns how many.
     *
     * @param to by channel
     */
    int read(double[][] to, int at, int frames) throws IOException, UnreadableRecordingException {
        int mixed = stream.info().channels() / count;
        int done = 0;
        while (done < frames && (taken < there || fill())) {
            for (int c = 0; c < count; c++) {
                to[c][at + done] = mean(taken * stream.info().channels() + c, mixed);
            }
            taken++;
            done++;
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

    private double mean(int begin, int mixed) {
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

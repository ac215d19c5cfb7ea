package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.Closeable;
import java.io.IOException;

/**
 * An open audio file, whose samples are decoded block by block, forwards from the beginning or from any other place. Only
 * one thread uses it.
 *
 * <p>An {@link IOException} says that the bytes cannot be had now, an {@link UnreadableRecordingException} that they are
 * damaged or of a kind that is not read.
 */
public interface AudioStream extends Closeable {

    /** What the file says of itself; as many samples are in it, or reading them fails. */
    AudioInfo info();

    /**
     * Goes on from another place.
     *
     * @param frame from 0, the next one to be read
     */
    void seek(long frame) throws IOException, UnreadableRecordingException;

    /**
     * Decodes what comes next; full scale is 1.
     *
     * @param interleaved takes whole frames: a sample of every channel
     * @return frames, at least one before the end and 0 behind it
     */
    int read(float[] interleaved) throws IOException, UnreadableRecordingException;
}

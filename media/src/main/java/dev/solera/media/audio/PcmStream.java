package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The uncompressed samples of a file. */
final class PcmStream implements AudioStream {

    private static final int BYTES_AT_ONCE = 1 << 16;

    private final FileBytes file;
    private final PcmLayout layout;
    private final ByteBuffer buffer;
    private long next;

    /** @param file closed with the stream */
    PcmStream(FileBytes file, PcmLayout layout) {
        this.file = file;
        this.layout = layout;
        int frames = Math.max(1, BYTES_AT_ONCE / layout.frameBytes());
        this.buffer = ByteBuffer.allocate((int) Math.min(frames, layout.info().frames()) * layout.frameBytes())
                .order(layout.order());
    }

    @Override
    public AudioInfo info() {
        return layout.info();
    }

    @Override
    public void seek(long frame) {
        next = frame;
    }

    @Override
    public int read(float[] interleaved) throws IOException, UnreadableRecordingException {
        int channels = layout.info().channels();
        int room = Math.min(interleaved.length / channels, buffer.capacity() / layout.frameBytes());
        int wanted = (int) Math.min(room, layout.info().frames() - next);
        if (wanted <= 0) {
            return 0;
        }
        file.read(layout.offset() + next * layout.frameBytes(), buffer.clear().limit(wanted * layout.frameBytes()));
        if (buffer.limit() < wanted * layout.frameBytes()) {
            throw new UnreadableRecordingException("was cut off while it was read");
        }
        layout.encoding().decode(buffer, interleaved, wanted * channels);
        next += wanted;
        return wanted;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

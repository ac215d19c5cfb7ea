package dev.solera.gateway.upload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A file that a client has sent, which is there until this is closed. */
public final class Upload implements AutoCloseable {

    private final Path path;
    private final AtomicLong room;
    private long bytes;

    /** @param room for files that are there at the same time, bytes */
    Upload(UploadFolder folder, AtomicLong room) throws IOException {
        this.path = folder.file();
        this.room = room;
    }

    /** Where it is. */
    public Path path() {
        return path;
    }

    /** Takes all that there is. */
    void take(InputStream in) throws IOException {
        byte[] block = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(path)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                claim(read);
                out.write(block, 0, read);
            }
        }
    }

    private void claim(int more) {
        if (room.addAndGet(-more) < 0) {
            room.addAndGet(more);
            throw UploadRefusedException.notNow("other files take all the room; allowed: fewer, later, by "
                    + UploadProperties.PREFIX + "in-flight");
        }
        bytes += more;
    }

    @Override
    public void close() throws IOException {
        room.addAndGet(bytes);
        bytes = 0;
        Files.deleteIfExists(path);
    }
}

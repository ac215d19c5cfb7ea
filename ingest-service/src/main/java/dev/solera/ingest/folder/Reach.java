package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Tells a file that is damaged from one that cannot be reached: the bytes of the former can be read, whatever they are. */
final class Reach {

    /** Something that needs a file's bytes, and refuses the file where they are not right. */
    interface Reading<T> {
        T read() throws UnreadableRecordingException;
    }

    private Reach() {}

    /**
     * Reads a file. What fails is tried once more when all bytes can be read: it may have been the way to them.
     *
     * @throws SourceUnavailableException where the file cannot be reached
     */
    static <T> T within(String name, Path file, Reading<T> reading) throws UnreadableRecordingException {
        try {
            return reading.read();
        } catch (UnreadableRecordingException e) {
            try (InputStream in = Files.newInputStream(file)) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException away) {
                throw new SourceUnavailableException(name, away);
            }
            return reading.read();
        }
    }

    /**
     * Looks whether files of a folder that was just listed are still there.
     *
     * @param refused names of those that could not be read, among others that have no file
     * @throws SourceUnavailableException where one is gone, or its disk fails; one that may not be read is no such case
     */
    static void require(Map<String, Path> files, Iterable<String> refused) {
        for (String name : refused) {
            if (files.containsKey(name)) {
                try (InputStream in = Files.newInputStream(files.get(name))) {
                    in.read();
                } catch (AccessDeniedException e) {
                    continue;
                } catch (IOException away) {
                    throw new SourceUnavailableException(name, away);
                }
            }
        }
    }
}

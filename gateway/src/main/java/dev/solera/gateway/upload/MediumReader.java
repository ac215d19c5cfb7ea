package dev.solera.gateway.upload;

import dev.solera.gateway.model.Recordings;
import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads files of one medium as a definition's input has them, not scaled: the stack does that itself. */
sealed interface MediumReader permits SoundReader, PictureFileReader {

    /**
     * @param recordings are told them, several at a time, while the file is read
     * @throws UnreadableRecordingException where the file holds none
     */
    void read(Path file, Consumer<Recordings> recordings) throws IOException, UnreadableRecordingException;
}

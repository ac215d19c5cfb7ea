package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens audio files. What is in a file decides how it is read, not its name. */
public final class AudioFile {

    private AudioFile() {}

    /**
     * @throws IOException where its bytes cannot be had
     * @throws UnreadableRecordingException where no recording can be made of it
     */
    public static AudioStream open(Path path) throws IOException, UnreadableRecordingException {
        FileBytes file = FileBytes.open(path);
        try {
            return open(file);
        } catch (IOException | UnreadableRecordingException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * @param file all of its bytes, which are not changed as long as it is open
     * @throws UnreadableRecordingException where no recording can be made of it
     */
    public static AudioStream open(byte[] file) throws IOException, UnreadableRecordingException {
        return open(FileBytes.of(file));
    }

    private static AudioStream open(FileBytes file) throws IOException, UnreadableRecordingException {
        Optional<PcmLayout> plain = WavHeader.find(file);
        if (plain.isEmpty()) {
            plain = SphereHeader.find(file);
        }
        return plain.isPresent() ? new PcmStream(file, plain.orElseThrow()) : FfmpegStream.open(file);
    }
}

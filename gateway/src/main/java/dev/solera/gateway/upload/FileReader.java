package dev.solera.gateway.upload;

import dev.solera.gateway.model.Recordings;
import dev.solera.media.TooLargeRecordingException;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.audio.AudioFile;
import dev.solera.media.picture.PictureReader;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PipelineDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes recordings of files as a pipeline takes them in. What is in a file decides what it is, not its name. */
public final class FileReader {

    private final UploadProperties properties;
    private final MediumReader medium;
    private final String pipeline;
    private final boolean sound;
    private final Semaphore places;

    public FileReader(PipelineDefinition definition, UploadProperties properties) {
        this.properties = properties;
        this.pipeline = definition.pipeline();
        this.places = new Semaphore(properties.atOnce());
        if (definition.input() instanceof AudioInput input) {
            this.sound = true;
            this.medium = new SoundReader(input, properties);
        } else {
            this.sound = false;
            this.medium = new PictureFileReader((ImageInput) definition.input(), properties);
        }
    }

    /** A place among the files that are read at the same time, until it is closed. */
    public final class Place implements AutoCloseable {

        private Place() {}

        /**
         * @param file of a client
         * @param recordings are told them, several at a time, while the file is read
         * @throws UploadRefusedException where it holds none
         */
        public void read(Path file, Consumer<Recordings> recordings) throws IOException {
            try {
                medium.read(file, recordings);
            } catch (TooLargeRecordingException e) {
                throw UploadRefusedException.tooLarge("the file " + e.getMessage());
            } catch (UnreadableRecordingException e) {
                throw UploadRefusedException.unusable(
                        isOfOtherMedium(file)
                                ? "the file is %s; allowed: %s, which the pipeline %s takes in"
                                        .formatted(
                                                sound ? "a picture" : "sound", sound ? "sound" : "pictures", pipeline)
                                : "the file " + e.getMessage());
            }
        }

        @Override
        public void close() {
            places.release();
        }
    }

    /**
     * Waits for a place. Whoever waits should hold nothing that is dear.
     *
     * @throws UploadRefusedException where too many others are read for too long
     */
    public Place place() {
        boolean taken = false;
        try {
            taken = places.tryAcquire(properties.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!taken) {
            throw UploadRefusedException.notNow(
                    "%d files are read already; allowed: fewer, later".formatted(properties.atOnce()));
        }
        return new Place();
    }

    private boolean isOfOtherMedium(Path file) throws IOException {
        if (sound) {
            return PictureReader.isPicture(file);
        }
        try {
            AudioFile.open(file).close();
            return true;
        } catch (UnreadableRecordingException e) {
            return false;
        }
    }
}

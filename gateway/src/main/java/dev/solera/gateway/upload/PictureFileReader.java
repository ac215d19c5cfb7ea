package dev.solera.gateway.upload;

import dev.solera.gateway.model.Recordings;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Framing;
import dev.solera.media.picture.PictureReader;
import dev.solera.pipeline.ImageInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Pictures, of which the middle is cut out, as of those of a run that are held out. */
final class PictureFileReader implements MediumReader {

    private final ImageInput input;
    private final PictureReader reader;

    PictureFileReader(ImageInput input, UploadProperties properties) {
        this.input = input;
        this.reader =
                new PictureReader(Framing.of(input), properties.memory().toBytes(), UploadProperties.PREFIX + "memory");
    }

    @Override
    public void read(Path file, Consumer<Recordings> recordings) throws IOException, UnreadableRecordingException {
        float[] crop = reader.read(file).centre(input.size());
        long side = input.size();
        recordings.accept(new Recordings(List.of((long) input.channels(), side, side), crop, new long[0]));
    }
}

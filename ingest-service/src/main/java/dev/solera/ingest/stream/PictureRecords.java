package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Framing;
import dev.solera.media.picture.Picture;
import dev.solera.media.picture.PictureReader;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PixelScale;
import java.io.IOException;
import java.util.Map;

/** Records of pictures, each a whole file. */
record PictureRecords(PictureReader reader, PixelScale scale) implements RecordMedium<Picture> {

    /** @param largest bytes of memory that reading one picture may take */
    static PictureRecords of(ImageInput input, long largest) {
        PixelScale scale = input.normalise()
                .orElseThrow(() -> new InvalidSourceException(
                        "input.normalise is not there with a source that is a topic, whose pictures nobody has seen;"
                                + " allowed: mean and deviation, such as {mean: [0.5], deviation: [0.25]}"));
        return new PictureRecords(new PictureReader(Framing.of(input), largest, "solera.ingest.largest"), scale);
    }

    @Override
    public Picture read(byte[] value, ValueForm form) throws UnreadableRecordingException {
        if (!form.isFile()) {
            throw new UnreadableRecordingException("is no file; allowed: JPEG, PNG, GIF or BMP");
        }
        try {
            return reader.read(form.file(value));
        } catch (IOException e) {
            throw new UnreadableRecordingException("cannot be read: " + e, e);
        }
    }

    @Override
    public int length(Picture recording) {
        return 1;
    }

    @Override
    public int samples(Picture recording) {
        return 1;
    }

    @Override
    public Corpus corpus(Listing listing, Map<Integer, Picture> recordings) {
        return new Pictures(listing, recordings, scale);
    }

    private record Pictures(Listing listing, Map<Integer, Picture> pictures, PixelScale scale)
            implements PictureCorpus {

        @Override
        public Picture read(int recording) {
            return pictures.get(recording);
        }
    }
}

package dev.solera.ingest.plan;

import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.ListingDigest;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.PixelScale;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Grey pictures of 10 rows and 12 columns, whose every value tells the picture, row and column that it is of; the last ones are
 * held out.
 */
final class Gradients implements PictureCorpus {

    static final int ROWS = 10;
    static final int COLUMNS = 12;
    static final int SIZE = 8;

    private final List<Recording> recordings = new ArrayList<>();
    private final Set<Integer> unreadable = new HashSet<>();

    Gradients(int train, int heldOut) {
        for (int i = 0; i < train + heldOut; i++) {
            recordings.add(new Recording(i, "p" + i, 1, i >= train, Map.of("class", i % 3)));
        }
    }

    Gradients withUnreadable(int index) {
        unreadable.add(index);
        return this;
    }

    /** Crops of 8 x 8 pixels. */
    static ImageInput input(ImageInput.Crop crop, boolean flip) {
        return new ImageInput(SIZE, 1, Optional.empty(), crop, flip, Optional.empty());
    }

    static int value(int picture, int row, int column) {
        return picture * 1000 + row * 20 + column;
    }

    @Override
    public Listing listing() {
        LabelSchema labels = new LabelSchema(Map.of("class", List.of("a", "b", "c")), Set.of());
        ListingDigest digest = new ListingDigest(labels);
        recordings.forEach(recording -> digest.add(recording, 0, 0, ""));
        return new Listing("test", recordings, labels, digest.hash());
    }

    @Override
    public Picture read(int recording) throws UnreadableRecordingException {
        if (unreadable.contains(recording)) {
            throw new UnreadableRecordingException("is damaged");
        }
        short[] values = new short[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (short) value(recording, i / COLUMNS, i % COLUMNS);
        }
        return new Picture(1, ROWS, COLUMNS, values);
    }

    @Override
    public PixelScale scale() {
        return new PixelScale(List.of(0.5), List.of(0.25));
    }
}

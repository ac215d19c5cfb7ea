package dev.solera.ingest.synthetic;

import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.file.RecordingNames;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.HeldOutChoice;
import dev.solera.ingest.picture.ListedPictures;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Pictures for machines without data: one of six shapes in one of six colours, in the upper, middle or lower third, made on the
 * fly from (seed, picture). Labelled by {@code shape}, {@code colour} and {@code row}.
 */
public final class SyntheticShapes {

    /** The setting that chooses this source. */
    public static final String NAME = "synthetic:shapes";

    private static final int TRAIN = 3000;
    private static final int HELD_OUT = 1000;
    private static final String[] COLOURS = {"red", "yellow", "green", "cyan", "blue", "magenta"};
    private static final String[] ROWS = {"upper", "middle", "lower"};
    private static final String HELD_OUT_RULE = "part=test";

    private final long seed;
    private final ShapePainter painter;

    private SyntheticShapes(long seed, ImageInput input) {
        this.seed = seed;
        // Without a scale that is asked for, room for crops to differ.
        this.painter =
                new ShapePainter(input.resize().orElse(input.size() + Math.max(1, input.size() / 8)), input.channels());
    }

    /**
     * @param seed of the definition: everything follows from it
     * @param progress told how far pictures are painted for their mean
     */
    public static ListedPictures open(long seed, ImageInput input, OpeningProgress progress) {
        SyntheticShapes shapes = new SyntheticShapes(seed, input);
        List<Candidate> pictures = new ArrayList<>();
        for (int i = 0; i < TRAIN + HELD_OUT; i++) {
            pictures.add(shapes.candidate(i));
        }
        return new ListedPictures(
                new ListedPictures.Found(
                        NAME,
                        pictures,
                        Map.of(),
                        List.of(),
                        Optional.of("part"),
                        () -> new RecordingNames(Path.of("/"), Map.of(), Map.of(), Map.of()),
                        shapes::paint),
                HeldOutChoice.parse(HELD_OUT_RULE),
                input,
                progress);
    }

    private Candidate candidate(int index) {
        Motif motif = Motif.of(seed, index);
        String shape = motif.shape().name().toLowerCase(Locale.ROOT);
        Map<String, String> values = Map.of(
                "shape",
                shape,
                "colour",
                COLOURS[motif.colour()],
                "row",
                ROWS[motif.row()],
                "part",
                index < TRAIN ? "train" : "test");
        String name = "%s%04d of seed %d".formatted(shape, index, seed);
        return new Candidate(name, Integer.toString(index), values, 1, 0);
    }

    private Picture paint(Candidate picture) {
        int index = Integer.parseInt(picture.id());
        Motif motif = Motif.of(seed, index);
        return painter.paint(
                motif.shape(), motif.colour(), motif.row(), Seeds.generator(seed, "synthetic-shape", index));
    }

    /** What a picture shows. */
    private record Motif(Shape shape, int colour, int row) {

        static Motif of(long seed, int index) {
            SplittableRandom random = Seeds.generator(seed, "synthetic-motif", index);
            return new Motif(
                    Shape.values()[random.nextInt(Shape.values().length)],
                    random.nextInt(COLOURS.length),
                    random.nextInt(ROWS.length));
        }
    }
}

package dev.solera.ingest.container;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.TextFile;
import dev.solera.media.picture.Planes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * STL-10 as its authors give it: {@code train_X.bin} with {@code train_y.bin}, the same of {@code test}, and
 * {@code unlabeled_X.bin}; pictures of 96 x 96 pixels, their columns from left to right; classes from 1, which
 * {@code class_names.txt} names.
 */
final class Stl10 {

    private static final Planes PLANES = new Planes(3, 96, 96, true);
    private static final int CLASSES = 10;

    private Stl10() {}

    static Optional<PictureContainer> find(Path folder) {
        List<Block> blocks = new ArrayList<>();
        for (String part : List.of("train", "unlabeled", "test")) {
            RawFile pictures = new RawFile(folder, part + "_X.bin");
            if (pictures.isThere()) {
                blocks.add(block(folder, part, pictures));
            }
        }
        return blocks.isEmpty() ? Optional.empty() : Optional.of(new PictureContainer(blocks, names(folder)));
    }

    private static Block block(Path folder, String part, RawFile pictures) {
        int count = pictures.count(PLANES.bytes());
        short[] classes = new short[count];
        if (part.equals("unlabeled")) {
            Arrays.fill(classes, Block.UNKNOWN);
        } else {
            RawFile labels = new RawFile(folder, part + "_y.bin").required(pictures.name());
            if (labels.count(1) != count) {
                throw new InvalidSourceException("%s has %d labels; allowed: %d, as %s has pictures"
                        .formatted(labels.path(), labels.count(1), count, pictures.name()));
            }
            labels.read(in -> {
                for (int i = 0; i < count; i++) {
                    classes[i] = labels.classNumber(in.readUnsignedByte(), 1, CLASSES, i);
                }
                return classes;
            });
        }
        return new Block(pictures.name(), part, PictureBytes.of(pictures.path()), PLANES, 0, PLANES.bytes(), classes);
    }

    private static List<String> names(Path folder) {
        RawFile names = new RawFile(folder, "class_names.txt");
        return names.isThere()
                ? ClassNames.of(names.path(), TextFile.lines(names.path()), CLASSES)
                : ClassNames.from(1, CLASSES);
    }
}

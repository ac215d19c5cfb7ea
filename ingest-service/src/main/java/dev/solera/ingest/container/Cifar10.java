package dev.solera.ingest.container;

import dev.solera.ingest.file.TextFile;
import dev.solera.media.picture.Planes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CIFAR-10's binary version: {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code test_batch.bin}, a class from 0
 * before each picture of 32 x 32 pixels; {@code batches.meta.txt} names the classes.
 */
final class Cifar10 {

    private static final Planes PLANES = new Planes(3, 32, 32, false);
    private static final int CLASSES = 10;
    private static final int BATCHES = 5;

    private Cifar10() {}

    static Optional<PictureContainer> find(Path folder) {
        List<Block> blocks = new ArrayList<>();
        for (int batch = 1; batch <= BATCHES; batch++) {
            block(folder, "data_batch_%d.bin".formatted(batch), "train").ifPresent(blocks::add);
        }
        block(folder, "test_batch.bin", "test").ifPresent(blocks::add);
        return blocks.isEmpty() ? Optional.empty() : Optional.of(new PictureContainer(blocks, names(folder)));
    }

    private static Optional<Block> block(Path folder, String name, String part) {
        RawFile file = new RawFile(folder, name);
        if (!file.isThere()) {
            return Optional.empty();
        }
        int stride = 1 + PLANES.bytes();
        short[] classes = new short[file.count(stride)];
        file.read(in -> {
            for (int i = 0; i < classes.length; i++) {
                classes[i] = file.classNumber(in.readUnsignedByte(), 0, CLASSES, i);
                in.skipNBytes(PLANES.bytes());
            }
            return classes;
        });
        return Optional.of(new Block(name, part, PictureBytes.of(file.path()), PLANES, 1, stride, classes));
    }

    private static List<String> names(Path folder) {
        RawFile names = new RawFile(folder, "batches.meta.txt");
        return names.isThere()
                ? ClassNames.of(names.path(), TextFile.lines(names.path()), CLASSES)
                : ClassNames.from(0, CLASSES);
    }
}

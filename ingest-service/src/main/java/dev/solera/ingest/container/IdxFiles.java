package dev.solera.ingest.container;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.media.picture.Planes;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * MNIST, Fashion-MNIST and what is made like them: {@code train-images-idx3-ubyte} with {@code train-labels-idx1-ubyte}, the
 * same of {@code t10k}, with a dot in the place of the last dash but one or without, packed by gzip or not. Grey pictures of
 * any size; classes are called by their numbers, as nothing says more.
 */
final class IdxFiles {

    private static final int OF_PICTURES = 0x0803;
    private static final int OF_LABELS = 0x0801;
    private static final int HEADER = 16;
    private static final int MOST_SIDE = 4096;

    /** What an unpacked file may take of Java's heap: one in so many bytes. */
    private static final int SHARE_OF_HEAP = 4;

    private IdxFiles() {}

    static Optional<PictureContainer> find(Path folder) {
        List<Block> blocks = new ArrayList<>();
        block(folder, "train", "train").ifPresent(blocks::add);
        block(folder, "t10k", "test").ifPresent(blocks::add);
        return blocks.isEmpty() ? Optional.empty() : Optional.of(new PictureContainer(blocks, List.of()));
    }

    private static Optional<Block> block(Path folder, String prefix, String part) {
        Optional<RawFile> found = file(folder, prefix + "-images", "idx3-ubyte");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        RawFile pictures = found.orElseThrow();
        RawFile labels = file(folder, prefix + "-labels", "idx1-ubyte")
                .orElseGet(() -> new RawFile(folder, prefix + "-labels-idx1-ubyte").required(pictures.name()));
        Header header = unpacked(pictures, in -> header(pictures, in));
        short[] classes = unpacked(labels, in -> classes(labels, in, header.count(), pictures));
        return Optional.of(new Block(
                pictures.name(),
                part,
                bytes(pictures, header),
                header.planes(),
                HEADER,
                header.planes().bytes(),
                classes));
    }

    /** Plain before packed. */
    private static Optional<RawFile> file(Path folder, String name, String form) {
        return List.of("-%s", ".%s", "-%s.gz", ".%s.gz").stream()
                .map(ending -> new RawFile(folder, name + ending.formatted(form)))
                .filter(RawFile::isThere)
                .findFirst();
    }

    private record Header(int count, Planes planes) {

        long bytes() {
            return (long) count * planes.bytes();
        }
    }

    private static Header header(RawFile file, DataInputStream in) throws IOException {
        require(file, in.readInt(), OF_PICTURES);
        int count = in.readInt();
        int height = in.readInt();
        int width = in.readInt();
        if (count < 1 || height < 1 || height > MOST_SIDE || width < 1 || width > MOST_SIDE) {
            throw new InvalidSourceException("%s says %d pictures of %d x %d pixels; allowed: 1 or more, of 1 to %d"
                    .formatted(file.path(), count, width, height, MOST_SIDE));
        }
        return new Header(count, new Planes(1, height, width, false));
    }

    private static short[] classes(RawFile file, DataInputStream in, int count, RawFile pictures) throws IOException {
        require(file, in.readInt(), OF_LABELS);
        int labels = in.readInt();
        if (labels != count) {
            throw new InvalidSourceException("%s says %d labels; allowed: %d, as %s has pictures"
                    .formatted(file.path(), labels, count, pictures.name()));
        }
        byte[] stored = in.readNBytes(count);
        if (stored.length < count) {
            throw new InvalidSourceException(
                    "%s ends within its %d labels; allowed: a file that is whole".formatted(file.path(), count));
        }
        short[] classes = new short[count];
        for (int i = 0; i < count; i++) {
            classes[i] = (short) (stored[i] & 0xFF);
        }
        return classes;
    }

    private static void require(RawFile file, int magic, int wanted) {
        if (magic != wanted) {
            throw new InvalidSourceException("%s begins with %08x; allowed: %08x, bytes in %d dimensions"
                    .formatted(file.path(), magic, wanted, wanted & 0xFF));
        }
    }

    /** Of a plain file where they are, of a packed one in memory. */
    private static PictureBytes bytes(RawFile file, Header header) {
        if (!isPacked(file)) {
            if (file.size() != HEADER + header.bytes()) {
                throw new InvalidSourceException("%s has %d bytes; allowed: %d, for its %d pictures"
                        .formatted(file.path(), file.size(), HEADER + header.bytes(), header.count()));
            }
            return PictureBytes.of(file.path());
        }
        long most = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        if (HEADER + header.bytes() > most) {
            throw new InvalidSourceException("%s is %d MB unpacked; allowed: %d MB, a quarter of Java's heap; unpack it"
                    .formatted(file.path(), header.bytes() >> 20, most >> 20));
        }
        return PictureBytes.inMemory(unpacked(file, in -> whole(file, in, header)));
    }

    /** Grows with what is there, whatever the header says. */
    private static byte[] whole(RawFile file, DataInputStream in, Header header) throws IOException {
        int size = Math.toIntExact(HEADER + header.bytes());
        byte[] all = in.readNBytes(size);
        if (all.length < size || in.read() >= 0) {
            throw new InvalidSourceException("%s is %s %d bytes unpacked; allowed: as many, for its %d pictures"
                    .formatted(file.path(), all.length < size ? "less than" : "more than", size, header.count()));
        }
        return all;
    }

    private static boolean isPacked(RawFile file) {
        return file.name().endsWith(".gz");
    }

    private static <T> T unpacked(RawFile file, RawFile.Reading<T> reading) {
        return file.read(in -> {
            if (!isPacked(file)) {
                return reading.read(in);
            }
            InputStream unpacked = new GZIPInputStream(in, 1 << 16);
            return reading.read(new DataInputStream(new java.io.BufferedInputStream(unpacked, 1 << 16)));
        });
    }
}

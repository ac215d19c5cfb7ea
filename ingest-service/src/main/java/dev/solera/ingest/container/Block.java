package dev.solera.ingest.container;

import dev.solera.media.picture.Planes;
import java.io.IOException;
import java.util.Optional;

/**
 * The pictures of one file.
 *
 * @param file its name; picture 7 of it is {@code file#7}
 * @param part of the data set: {@code train}, {@code test} or {@code unlabeled}
 * @param bytes of the file, unpacked
 * @param begin where the first picture does
 * @param stride from one to the next
 * @param classes of the pictures, by number from 0; {@link #UNKNOWN} where there is none
 */
record Block(String file, String part, PictureBytes bytes, Planes planes, long begin, int stride, short[] classes) {

    static final short UNKNOWN = -1;

    int count() {
        return classes.length;
    }

    byte[] read(int picture) throws IOException {
        byte[] values = new byte[planes.bytes()];
        bytes.read(begin + (long) picture * stride, values);
        return values;
    }

    Optional<Integer> classOf(int picture) {
        return classes[picture] == UNKNOWN ? Optional.empty() : Optional.of((int) classes[picture]);
    }
}

package dev.solera.media.picture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Picture files for tests, made by Pillow: 24 x 16 pixels in four quarters, red and green above blue and yellow, in every form
 * that files have.
 */
public final class Pictures {

    /** Red, green, blue of the quarters: upper left, upper right, lower left, lower right. */
    public static final int[][] QUARTERS = {{200, 40, 30}, {40, 180, 60}, {30, 60, 200}, {230, 220, 90}};

    public static final int WIDTH = 24;
    public static final int HEIGHT = 16;

    private Pictures() {}

    /** Copies one of the files to a place. */
    public static Path put(String name, Path to) {
        try (InputStream in = Pictures.class.getResourceAsStream("/pictures/" + name)) {
            Files.createDirectories(to.getParent());
            Files.copy(in, to);
            return to;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Pictures as they are. */
    public static Framing framing(int channels) {
        return new Framing(channels, 1, Optional.empty());
    }

    /** Grey by BT.601, of 0 to 255. */
    public static double grey(int[] colour) {
        return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
    }
}

package dev.solera.media.picture;

import com.drew.imaging.jpeg.JpegMetadataReader;
import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** How a picture was held when it was stored; the constants are in the order of EXIF's numbers, from 1. */
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    MIRRORED_UPSIDE_DOWN(false, false, true),
    TRANSPOSED(true, false, false),
    TO_BE_TURNED_RIGHT(true, true, false),
    TRANSVERSED(true, true, true),
    TO_BE_TURNED_LEFT(true, false, true);

    private final boolean swapped;
    private final boolean fromRight;
    private final boolean fromBottom;

    /**
     * @param swapped whether stored rows are columns
     * @param fromRight whether columns of the upright picture stand in the file from right to left
     * @param fromBottom whether rows of the upright picture stand in the file from bottom to top
     */
    Orientation(boolean swapped, boolean fromRight, boolean fromBottom) {
        this.swapped = swapped;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /** What a JPEG file says; upright where it says nothing, or nothing that can be understood. */
    static Orientation ofJpeg(byte[] file) {
        try {
            return of(JpegMetadataReader.readMetadata(new ByteArrayInputStream(file), List.of(new ExifReader())));
        } catch (JpegProcessingException | IOException | RuntimeException e) {
            return UPRIGHT; // what is damaged beside the pixels is no matter of theirs, however the library meets it
        }
    }

    /** What an EXIF directory says; upright where it says nothing, or nothing that can be understood. */
    static Orientation ofExif(byte[] directory) {
        try {
            Metadata metadata = new Metadata();
            new ExifReader().extract(new ByteArrayReader(directory), metadata);
            return of(metadata);
        } catch (RuntimeException e) {
            return UPRIGHT; // as with JPEG
        }
    }

    private static Orientation of(Metadata metadata) {
        Optional<Integer> number = metadata.getDirectoriesOfType(ExifIFD0Directory.class).stream()
                .flatMap(directory -> number(directory).stream())
                .findFirst();
        return number.filter(n -> n >= 1 && n <= values().length)
                .map(n -> values()[n - 1])
                .orElse(UPRIGHT);
    }

    private static Optional<Integer> number(Directory directory) {
        return Optional.ofNullable(directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION));
    }

    /** The picture as it was seen. */
    Picture upright(Picture stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int height = swapped ? stored.width() : stored.height();
        int width = swapped ? stored.height() : stored.width();
        short[] values = new short[stored.values().length];
        int at = 0;
        for (int c = 0; c < stored.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int row = fromBottom ? height - 1 - y : y;
                for (int x = 0; x < width; x++) {
                    int column = fromRight ? width - 1 - x : x;
                    values[at++] = (short) (swapped ? stored.value(c, column, row) : stored.value(c, row, column));
                }
            }
        }
        return new Picture(stored.channels(), height, width, values);
    }
}

package dev.solera.media.picture;

import dev.solera.media.FileEnding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a file is, going by the ending of its name. */
public enum PictureKind {
    JPEG(true, "jpg", "jpeg", "jpe", "jfif"),
    PNG(true, "png"),
    GIF(true, "gif"),
    BMP(true, "bmp", "dib"),
    /** Pictures that are not read: people are told that they are there. */
    UNREAD(
            false, "tif", "tiff", "webp", "heic", "heif", "avif", "jxl", "jp2", "j2k", "svg", "psd", "tga", "ico",
            "ppm", "pgm", "pbm", "pnm", "pfm", "exr", "hdr", "dng", "cr2", "cr3", "nef", "arw", "dcm", "eps");

    private final boolean read;
    private final List<String> endings;

    PictureKind(boolean read, String... endings) {
        this.read = read;
        this.endings = List.of(endings);
    }

    /** The kind of a file of this name, empty where it is no picture. */
    public static Optional<PictureKind> ofName(String name) {
        String ending = FileEnding.of(name);
        return Arrays.stream(values())
                .filter(kind -> kind.endings.contains(ending))
                .findFirst();
    }

    /** Whether files of this kind are looked at; whether one can be read, only its content tells. */
    public boolean isRead() {
        return read;
    }
}

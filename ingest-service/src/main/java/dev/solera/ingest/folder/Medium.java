package dev.solera.ingest.folder;

import dev.solera.media.audio.AudioKind;
import dev.solera.media.picture.PictureKind;
import java.util.function.Predicate;

/** What the files of a folder are looked through for. */
enum Medium {
    SOUND(
            "audio files",
            "Files of sound that is of no kind that can be read",
            name -> AudioKind.ofName(name).isPresent(),
            name -> AudioKind.ofName(name).filter(AudioKind::isRead).isPresent(),
            name -> false),
    PICTURES(
            "pictures",
            "Pictures that are not read",
            name -> PictureKind.ofName(name).isPresent(),
            name -> PictureKind.ofName(name).filter(PictureKind::isRead).isPresent(),
            // Programs keep thumbnails and copies of pictures in folders whose names begin with a dot.
            name -> name.matches("(.*/)?\\.[^/]*/.*"));

    private final String files;
    private final String unread;
    private final Predicate<String> known;
    private final Predicate<String> read;
    private final Predicate<String> leftOut;

    Medium(String files, String unread, Predicate<String> known, Predicate<String> read, Predicate<String> leftOut) {
        this.files = files;
        this.unread = unread;
        this.known = known;
        this.read = read;
        this.leftOut = leftOut;
    }

    /** What people call files of it. */
    String files() {
        return files;
    }

    /** The beginning of a sentence about files of kinds that are not read. */
    String unread() {
        return unread;
    }

    /** Whether a file of this name is of the medium, read or not. */
    boolean isOf(String name) {
        return known.test(name);
    }

    /** Whether a file of this name is looked at. */
    boolean isRead(String name) {
        return read.test(name);
    }

    /** Whether a file is left out for the folders that it lies in, by its path relative to the source. */
    boolean isLeftOut(String name) {
        return leftOut.test(name);
    }

    Medium other() {
        return this == SOUND ? PICTURES : SOUND;
    }
}

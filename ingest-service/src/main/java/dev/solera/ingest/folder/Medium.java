package dev.solera.ingest.folder;

import dev.solera.ingest.audio.AudioKind;
import dev.solera.ingest.picture.PictureKind;
import java.util.function.Predicate;

/** What the files of a folder are looked through for. */
enum Medium {
    SOUND(
            "audio files",
            "Files of sound that is of no kind that can be read",
            name -> AudioKind.ofName(name).isPresent(),
            name -> AudioKind.ofName(name).filter(AudioKind::isRead).isPresent()),
    PICTURES(
            "pictures",
            "Pictures of no kind that can be read",
            name -> PictureKind.ofName(name).isPresent(),
            name -> PictureKind.ofName(name).filter(PictureKind::isRead).isPresent());

    private final String files;
    private final String unread;
    private final Predicate<String> known;
    private final Predicate<String> read;

    Medium(String files, String unread, Predicate<String> known, Predicate<String> read) {
        this.files = files;
        this.unread = unread;
        this.known = known;
        this.read = read;
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

    Medium other() {
        return this == SOUND ? PICTURES : SOUND;
    }
}

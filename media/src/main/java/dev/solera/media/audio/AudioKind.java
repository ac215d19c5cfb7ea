package dev.solera.media.audio;

import dev.solera.media.FileEnding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a file is, going by the ending of its name. */
public enum AudioKind {
    WAV(true, "wav", "wave", "w64", "rf64", "bwf"),
    SPHERE(true, "sph"),
    FLAC(true, "flac"),
    MP3(true, "mp3"),
    OGG(true, "ogg", "oga", "opus"),
    MP4(true, "m4a", "m4b"),
    AAC(true, "aac"),
    AIFF(true, "aiff", "aif", "aifc"),
    AU(true, "au", "snd"),
    /** Sound, also beside a picture, that is not read: people are told that it is there. */
    UNREAD(
            false, "amr", "wma", "mp2", "mp4", "m4v", "mov", "3gp", "mka", "mkv", "webm", "caf", "ape", "wv", "tta",
            "ac3", "dts", "shn", "spx", "ra", "rm", "avi", "flv", "dsf", "dff", "gsm", "vox", "mid", "midi", "voc");

    private final boolean read;
    private final List<String> endings;

    AudioKind(boolean read, String... endings) {
        this.read = read;
        this.endings = List.of(endings);
    }

    /** The kind of a file of this name, empty where it is no sound. */
    public static Optional<AudioKind> ofName(String name) {
        String ending = FileEnding.of(name);
        return Arrays.stream(values())
                .filter(kind -> kind.endings.contains(ending))
                .findFirst();
    }

    /** Whether files of this kind are recordings; whether one can be read, only its content tells. */
    public boolean isRead() {
        return read;
    }
}

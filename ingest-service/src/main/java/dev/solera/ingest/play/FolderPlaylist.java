package dev.solera.ingest.play;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.file.FolderWalk;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.ingest.label.Labelling;
import dev.solera.media.audio.AudioKind;
import dev.solera.media.picture.PictureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The sounds and pictures of a folder, at any nesting, in the order of their names. */
final class FolderPlaylist implements Playlist {

    private static final Set<String> OF_NAMES = Set.of("", "none", "folder", "librispeech");

    private final Path folder;
    private final List<String> names;
    private final Map<String, Path> files;
    private final long largest;
    private final Labelling labelling;

    /**
     * @param labels of a name alone: {@code folder}, {@code librispeech}, or a regular expression with named groups
     * @throws InvalidSourceException where the folder has nothing to play
     */
    FolderPlaylist(Path folder, String labels) {
        this.folder = folder;
        if (!OF_NAMES.contains(labels) && !labels.contains("(?<")) {
            throw new InvalidSourceException(
                    "labels is %s; allowed: folder, librispeech, or a regular expression with named groups"
                            .formatted(labels));
        }
        this.labelling = Labelling.parse(labels, folder, LabelColumns.NONE, Set.of(), () -> {
            throw new IllegalStateException("no list names files here");
        });
        Map<String, Path> found = new TreeMap<>();
        long[] bytes = {0};
        try {
            FolderWalk.over(
                    folder,
                    Integer.MAX_VALUE,
                    (file, attributes) -> {
                        String name = FileName.of(folder, file);
                        if (isPlayed(name)) {
                            found.put(name, file);
                            bytes[0] = Math.max(bytes[0], attributes.size());
                        }
                    },
                    (path, cause) -> {
                        throw new InvalidSourceException("%s %s".formatted(FileName.of(path), cause));
                    });
        } catch (IOException e) {
            throw new InvalidSourceException("folder %s cannot be read: %s".formatted(FileName.of(folder), e), e);
        }
        if (found.isEmpty()) {
            throw new InvalidSourceException(
                    "folder %s has no sounds or pictures; allowed: one that has".formatted(FileName.of(folder)));
        }
        this.files = found;
        this.names = List.copyOf(found.keySet());
        this.largest = bytes[0];
    }

    private static boolean isPlayed(String name) {
        return AudioKind.ofName(name).filter(AudioKind::isRead).isPresent()
                || PictureKind.ofName(name).filter(PictureKind::isRead).isPresent();
    }

    @Override
    public int size() {
        return names.size();
    }

    @Override
    public long largest() {
        return largest;
    }

    @Override
    public PlayedFile get(int number) {
        String name = names.get(number);
        try {
            return new PlayedFile(name, Files.readAllBytes(files.get(name)), labelling.valuesOf(name));
        } catch (IOException e) {
            throw new InvalidSourceException(
                    "file %s of %s cannot be read: %s".formatted(name, FileName.of(folder), e), e);
        }
    }
}

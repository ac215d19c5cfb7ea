package dev.solera.ingest.folder;

import dev.solera.ingest.Audio;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.label.LabelColumns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A process that reads a folder, as it is in some locale, and says what it found. */
final class ListFolder {

    private ListFolder() {}

    public static void main(String[] arguments) throws Exception {
        FolderCorpus corpus = FolderCorpus.open(
                Path.of(arguments[0]),
                Audio.input(16000),
                new FolderSettings(
                        "none", LabelColumns.NONE, "none", Optional.empty(), 0, FolderSettings.DEFAULT_LONGEST));
        List<Integer> lengths = new ArrayList<>();
        for (Recording recording : corpus.recordings()) {
            lengths.add(corpus.read(recording.index()).samples().length);
        }
        System.out.println("samples "
                + lengths.stream().sorted().map(String::valueOf).collect(Collectors.joining(" "))
                + " skipped " + corpus.skipped().size() + " " + corpus.listingHash());
    }
}

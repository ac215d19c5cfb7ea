package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.media.audio.Audio;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A process that reads a folder, as it is in some locale or within some memory, and says what it found. */
final class ListFolder {

    private ListFolder() {}

    /** @param arguments the folder, and how many bytes of decoded audio to keep */
    public static void main(String[] arguments) throws Exception {
        FolderCorpus corpus = FolderCorpus.open(
                FileName.path("source", arguments[0]),
                Audio.input(16000),
                new FolderSettings(
                        "none",
                        LabelColumns.NONE,
                        "none",
                        Optional.empty(),
                        Long.parseLong(arguments[1]),
                        FolderSettings.DEFAULT_LONGEST));
        List<Integer> lengths = new ArrayList<>();
        for (Recording recording : corpus.recordings()) {
            lengths.add(corpus.read(recording.index()).samples().length);
        }
        new PrintStream(System.out, true, StandardCharsets.UTF_8)
                .println("samples "
                        + lengths.stream().sorted().map(String::valueOf).collect(Collectors.joining(" "))
                        + " skipped " + corpus.listing().skipped().size() + " "
                        + corpus.listing().hash() + " in "
                        + corpus.listing().origin());
    }
}

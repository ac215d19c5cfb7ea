package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.ingest.picture.ListedPictures;
import dev.solera.pipeline.ImageInput;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A process that reads a folder of pictures, as it is in some locale, and says what it found. */
final class ListPictures {

    private static final long ROOM = 1 << 20;

    private ListPictures() {}

    /** @param arguments the folder */
    public static void main(String[] arguments) throws Exception {
        ListedPictures corpus = PictureFolder.open(
                FileName.path("source", arguments[0]),
                new ImageInput(8, 1, Optional.empty(), null, null, Optional.empty()),
                new PictureSettings("none", LabelColumns.NONE, "none", ROOM, ROOM),
                OpeningProgress.toLog());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (Recording recording : corpus.recordings()) {
            out.println(recording.name() + " " + corpus.read(recording.index()).width());
        }
        out.println("skipped " + corpus.listing().skipped());
    }
}

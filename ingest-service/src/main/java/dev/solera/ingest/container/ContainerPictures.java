package dev.solera.ingest.container;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.OpeningProgress;
import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.file.RecordingNames;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.HeldOutChoice;
import dev.solera.ingest.picture.ListedPictures;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Framing;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.ImageInput;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The corpus of a data set that comes as a few large files. Its pictures are labelled {@code class}; those of its test files are
 * held out unless another rule is given, which may ask for their {@code part}: train, test or unlabeled.
 */
public final class ContainerPictures {

    private static final String PART = "part";
    private static final String TEST = "test";

    private final PictureContainer container;
    private final Framing framing;
    private final Map<String, Block> blocks = new HashMap<>();

    private ContainerPictures(PictureContainer container, Framing framing) {
        this.container = container;
        this.framing = framing;
        container.blocks().forEach(block -> blocks.put(block.file(), block));
    }

    /**
     * @param labels nothing, for the data set's own, or {@code none}
     * @param heldOut a rule, or nothing for the data set's test files
     * @param otherwise the rule where nothing is said and there are no test files
     * @param progress told how far pictures are decoded for their mean
     * @return nothing where the folder holds no such data set
     * @throws InvalidSourceException where it is not whole, or a setting does not fit it
     */
    public static Optional<ListedPictures> find(
            Path folder, ImageInput input, String labels, String heldOut, String otherwise, OpeningProgress progress) {
        return PictureContainer.find(folder).map(container -> {
            if (!labels.isBlank() && !labels.equals("none")) {
                throw new InvalidSourceException(
                        "labels is %s with the files of a data set, %s, which have their own; allowed: none, or nothing"
                                .formatted(labels, container.blocks().get(0).file()));
            }
            boolean tested =
                    container.blocks().stream().anyMatch(block -> block.part().equals(TEST));
            String rule = !heldOut.isBlank() ? heldOut : tested ? PART + "=" + TEST : otherwise;
            return new ContainerPictures(container, Framing.of(input))
                    .corpus(folder, input, labels.isBlank(), rule, progress);
        });
    }

    private ListedPictures corpus(
            Path folder, ImageInput input, boolean labelled, String heldOut, OpeningProgress progress) {
        List<Candidate> pictures = new ArrayList<>();
        for (Block block : container.blocks()) {
            for (int i = 0; i < block.count(); i++) {
                pictures.add(candidate(block, i, labelled));
            }
        }
        String note = "%,d pictures in %d files of a data set, the first %s"
                .formatted(
                        container.count(),
                        container.blocks().size(),
                        container.blocks().get(0).file());
        return new ListedPictures(
                new ListedPictures.Found(
                        FileName.of(folder),
                        pictures,
                        Map.of(),
                        List.of(note),
                        Optional.of(PART),
                        () -> names(folder, pictures),
                        this::read),
                HeldOutChoice.parse(heldOut),
                input,
                progress);
    }

    private Candidate candidate(Block block, int picture, boolean labelled) {
        Map<String, String> values = new HashMap<>();
        values.put(PART, block.part());
        if (labelled) {
            block.classOf(picture).ifPresent(number -> values.put("class", container.className(number)));
        }
        String name = "%s#%d".formatted(block.file(), picture);
        return new Candidate(name, name, values, 1, block.planes().bytes());
    }

    /** By their full names alone: what is left of one without its number is a file of many pictures. */
    private static RecordingNames names(Path folder, List<Candidate> pictures) {
        Map<String, String> ids = new LinkedHashMap<>();
        pictures.forEach(picture -> ids.put(picture.name(), picture.id()));
        return new RecordingNames(folder, Map.of(), Map.of(), ids);
    }

    private Picture read(Candidate picture) throws UnreadableRecordingException {
        int number = picture.name().lastIndexOf('#');
        Block block = blocks.get(picture.name().substring(0, number));
        try {
            byte[] bytes = block.read(Integer.parseInt(picture.name().substring(number + 1)));
            return block.planes().picture(bytes, framing);
        } catch (EOFException e) {
            throw new UnreadableRecordingException("is no longer in its file: " + e.getMessage(), e);
        } catch (IOException away) {
            throw new SourceUnavailableException(picture.name(), away);
        }
    }
}

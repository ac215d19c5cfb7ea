package dev.solera.ingest.container;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A data set that is there.
 *
 * @param blocks its files of pictures, training ones first
 * @param classNames by number; empty where nothing says what they are called, which then is their number
 */
record PictureContainer(List<Block> blocks, List<String> classNames) {

    /** What a data set of some form has in a folder. */
    private static final List<Function<Path, Optional<PictureContainer>>> FORMS =
            List.of(Stl10::find, Cifar10::find, IdxFiles::find);

    /**
     * Looks at the names of a folder's own files, not of those further in.
     *
     * @throws InvalidSourceException where there are several data sets, or one that is not whole
     */
    static Optional<PictureContainer> find(Path folder) {
        List<PictureContainer> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            FORMS.forEach(form -> form.apply(folder).ifPresent(found::add));
        }
        if (found.size() > 1) {
            throw new InvalidSourceException("source %s holds files of several data sets, %s and %s; allowed: of one"
                    .formatted(
                            folder,
                            found.get(0).blocks.get(0).file(),
                            found.get(1).blocks.get(0).file()));
        }
        return found.stream().findFirst();
    }

    String className(int number) {
        return classNames.isEmpty() ? Integer.toString(number) : classNames.get(number);
    }

    int count() {
        return blocks.stream().mapToInt(Block::count).sum();
    }
}

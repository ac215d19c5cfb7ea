package dev.solera.standalone.report;

import dev.solera.standalone.lock.FolderLock;
import dev.solera.storage.SyncedFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The folder of one run:
 *
 * <pre>
 * pipeline.yaml           the resolved definition
 * provenance.json         what the run was made of
 * modules/1.safetensors   parameters, one file a module
 * start/1.safetensors     what they began with, where those of an earlier run were taken over
 * probes/1.safetensors    probes of the final table, one file a depth
 * gallery.safetensors     held-out samples whose embeddings are shown, where there was a gateway
 * metrics.csv             every training step
 * accuracy.csv            depth by label
 * losses.png              accuracy-by-depth.png
 * solera.log              what the services, Kafka and Spring said
 * solera.lock             who works on it, while somebody does
 * broker/                 topics, until the run has come to its end
 * checkpoints/            what modules go on from, until then too
 * </pre>
 *
 * @param path absolute
 * @param made whether it was not there before the run
 */
public record RunFolder(Path path, boolean made) {

    /**
     * A new, empty run folder.
     *
     * @throws IllegalArgumentException where {@link #require} does not hold, or it cannot be made
     */
    public static RunFolder create(Path path) {
        require(path);
        Path absolute = path.toAbsolutePath().normalize();
        boolean made = !Files.exists(absolute);
        try {
            Files.createDirectories(absolute.resolve("modules"));
        } catch (IOException e) {
            throw cannotBeMade(path, e);
        }
        return new RunFolder(absolute, made);
    }

    static IllegalArgumentException cannotBeMade(Path path, IOException cause) {
        return new IllegalArgumentException("--out is %s, which cannot be made: %s".formatted(path, cause), cause);
    }

    /**
     * Looks whether a run can have a folder, and makes nothing.
     *
     * @throws IllegalArgumentException where {@code path} is empty, a file, a folder with something in it, or has a comma
     */
    public static void require(Path path) {
        if (path.toString().isBlank()) {
            throw new IllegalArgumentException("--out is empty; allowed: a new or an empty folder");
        }
        Path absolute = path.toAbsolutePath().normalize();
        if (Files.exists(absolute) && !isEmptyFolder(absolute)) {
            throw new IllegalArgumentException(
                    "--out is %s, which holds something already; allowed: a new or an empty folder".formatted(path));
        }
        requireName(path);
    }

    /** @throws IllegalArgumentException where {@code path} has a comma */
    public static void requireName(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (absolute.toString().contains(",")) {
            throw new IllegalArgumentException(
                    "--out is %s; allowed: a path without commas, which part the folders of Kafka's log.dirs"
                            .formatted(absolute));
        }
    }

    /**
     * The folder of a run that has begun.
     *
     * @throws IllegalArgumentException where it is none
     */
    static RunFolder begun(Path path) {
        RunFolder folder = new RunFolder(path.toAbsolutePath().normalize(), false);
        return folder.holding(List.of(folder.pipeline(), folder.provenance()), "the folder of a run that has begun");
    }

    /** @throws IllegalArgumentException where it lacks what the run would resume from */
    public void requireBroker() {
        holding(List.of(broker()), "the folder of a run with its topics");
    }

    /**
     * The folder of a run that has ended.
     *
     * @throws IllegalArgumentException where it is none, or the run goes on, was stopped or has failed
     */
    public static RunFolder ended(Path path) {
        RunFolder folder = new RunFolder(path.toAbsolutePath().normalize(), false);
        folder.holding(
                List.of(folder.pipeline(), folder.provenance(), folder.modules()),
                "the folder of a run that has ended");
        RunProvenance run = RunProvenance.read(folder.provenance());
        if (!run.hasEnded()) {
            throw new IllegalArgumentException(
                    "run %s is %s; allowed: one that has ended".formatted(folder.path(), run.outcome()));
        }
        return folder;
    }

    private RunFolder holding(List<Path> needed, String allowed) {
        for (Path entry : needed) {
            if (!Files.exists(entry)) {
                throw new IllegalArgumentException(
                        "run is %s, which has no %s; allowed: %s".formatted(path, entry.getFileName(), allowed));
            }
        }
        return this;
    }

    /** The resolved definition. */
    public Path pipeline() {
        return path.resolve("pipeline.yaml");
    }

    /** What the run was made of. */
    public Path provenance() {
        return path.resolve("provenance.json");
    }

    /** Parameters: {@code modules/<number>.safetensors}. */
    public Path modules() {
        return path.resolve("modules");
    }

    /** What modules began with, where that was taken over: {@code start/<number>.safetensors}. */
    public Path start() {
        return path.resolve("start");
    }

    /**
     * Copies what modules begin with, so that the run can be resumed and repeated whatever becomes of the earlier one.
     *
     * @param modules folder of the earlier run's parameter files
     */
    public void takeOver(Path modules) {
        try {
            FileSystemUtils.copyRecursively(modules, start());
        } catch (IOException e) {
            throw new UncheckedIOException(modules + " cannot be copied", e);
        }
    }

    /** Probes of the final table: {@code probes/<depth>.safetensors}, where there are labels. */
    public Path probes() {
        return path.resolve("probes");
    }

    /** Samples whose embeddings are shown. */
    public Path gallery() {
        return path.resolve("gallery.safetensors");
    }

    /** One row a training step. */
    public Path metrics() {
        return path.resolve("metrics.csv");
    }

    /** One row a depth and label. */
    public Path accuracy() {
        return path.resolve("accuracy.csv");
    }

    /** Loss curves. */
    public Path losses() {
        return path.resolve("losses.png");
    }

    /** Accuracy by depth. */
    public Path accuracyByDepth() {
        return path.resolve("accuracy-by-depth.png");
    }

    /** What the services, Kafka and Spring said. */
    public Path log() {
        return path.resolve("solera.log");
    }

    /** The broker's data, gone after {@link #removeBroker()}. */
    public Path broker() {
        return path.resolve("broker");
    }

    /** What modules go on from, gone after {@link #removeBroker()}. */
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    /**
     * Deletes the broker's data and the checkpoints that go with it: nobody needs those of a run that has ended, all else of which
     * survives a loss of power first.
     */
    public void removeBroker() {
        removeBroker(RunFolder::sync);
    }

    void removeBroker(Consumer<Path> sync) {
        result().forEach(sync);
        discardBroker();
    }

    /** Deletes the same of a run that never began, of which nothing has to stay. */
    public void discardBroker() {
        delete(checkpoints());
        delete(broker());
    }

    /** Files and folders that stay. The lock is not among them: whoever opens it a second time and closes it loses it. */
    private List<Path> result() {
        try (Stream<Path> all = Files.walk(path)) {
            return all.filter(entry -> !entry.startsWith(checkpoints()) && !entry.startsWith(broker()))
                    .filter(entry -> Files.isRegularFile(entry) || Files.isDirectory(entry))
                    .filter(entry -> !entry.endsWith(FolderLock.FILE))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    private static void sync(Path entry) {
        try {
            SyncedFolder.sync(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(entry + " cannot be made to survive a loss of power", e);
        }
    }

    /** Deletes what a run that never began has left in it, and the folder itself where the run made it. */
    public void discard() {
        try (Stream<Path> entries = Files.list(path)) {
            entries.forEach(RunFolder::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
        if (made) {
            delete(path);
        }
    }

    private static void delete(Path folder) {
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be deleted", e);
        }
    }

    private static boolean isEmptyFolder(Path path) {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.allMatch(entry -> entry.endsWith(FolderLock.FILE));
        } catch (IOException e) {
            throw new IllegalArgumentException("--out is %s, which cannot be read: %s".formatted(path, e), e);
        }
    }
}

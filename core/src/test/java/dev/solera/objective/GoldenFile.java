package dev.solera.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.activation.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One training step of the paper authors' implementation. The files stand in the folder that the environment's {@code
 * SOLERA_GOLDEN} names, else in {@code ../shared/golden} beside the repository, else in the test resources.
 */
record GoldenFile(String name, Safetensors document) {

    private static final String VARIABLE = "SOLERA_GOLDEN";

    /** Files of a kind; the test is skipped where there are none because the shared folder is absent. */
    static List<GoldenFile> ofKind(String kind) throws IOException {
        Optional<Path> shared = shared();
        Path folder = shared.orElse(Path.of("src/test/resources/golden").toAbsolutePath());
        try (Stream<Path> files = Files.list(folder)) {
            List<GoldenFile> found = files.filter(
                            file -> file.getFileName().toString().endsWith(".safetensors"))
                    .sorted()
                    .map(GoldenFile::read)
                    .filter(file -> file.text("kind").equals(kind))
                    .toList();
            assumeTrue(
                    shared.isPresent() || !found.isEmpty(),
                    () -> "no golden files of kind %s in %s, and no ../shared/golden".formatted(kind, folder));
            assertThat(found).as("golden files of kind %s in %s", kind, folder).isNotEmpty();
            return found;
        }
    }

    private static Optional<Path> shared() {
        String named = System.getenv(VARIABLE);
        if (named != null) {
            assertThat(Path.of(named)).as("the folder that %s names", VARIABLE).isDirectory();
            return Optional.of(Path.of(named));
        }
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !isRoot(root)) {
            root = root.getParent();
        }
        return Optional.of(root.resolveSibling("shared").resolve("golden")).filter(Files::isDirectory);
    }

    private static boolean isRoot(Path folder) {
        return Files.isDirectory(folder.resolve("core")) && Files.isRegularFile(folder.resolve("pom.xml"));
    }

    private static GoldenFile read(Path file) {
        try {
            return new GoldenFile(file.getFileName().toString(), Safetensors.read(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String key) {
        return document.metadata().get(key);
    }

    int number(String key) {
        return Integer.parseInt(text(key));
    }

    double decimal(String key) {
        return Double.parseDouble(text(key));
    }

    float[] floats(String tensor) {
        return document.tensor(tensor).floats();
    }

    long[] longs(String tensor) {
        return document.tensor(tensor).longs();
    }

    int dimension(String tensor, int axis) {
        return Math.toIntExact(document.tensor(tensor).shape().get(axis));
    }

    @Override
    public String toString() {
        return name;
    }
}

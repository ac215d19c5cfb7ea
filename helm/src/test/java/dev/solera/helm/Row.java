package dev.solera.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A row of the matrix: values that somebody might install the chart with, a file of {@code src/test/resources/values}.
 *
 * @param name the file's, without its ending
 */
record Row(String name) {

    private static final Path FOLDER = Path.of("src/test/resources/values").toAbsolutePath();
    private static final String ENDING = ".yaml";
    private static final Map<Row, Rendering> RENDERED = new ConcurrentHashMap<>();

    static List<Row> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(ENDING))
                    .sorted()
                    .map(file -> new Row(file.substring(0, file.length() - ENDING.length())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return FOLDER.resolve(name + ENDING);
    }

    /** The texts of its values, which may name Secrets and claims that are there already. */
    Set<String> texts() {
        Set<String> texts = new HashSet<>();
        collect(Yaml.read(file()), texts);
        return texts;
    }

    private static void collect(JsonNode node, Set<String> texts) {
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.forEach(child -> collect(child, texts));
    }

    /** What the chart makes of it; rendered once for all tests. */
    Rendering rendering() {
        return RENDERED.computeIfAbsent(this, row -> Rendering.of(Chart.SOLERA.template(row.file())));
    }

    @Override
    public String toString() {
        return name;
    }
}

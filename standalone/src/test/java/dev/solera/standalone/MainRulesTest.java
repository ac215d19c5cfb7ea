package dev.solera.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every {@code main} of every module does, those too that nothing here is made of. */
class MainRulesTest {

    private static final Path ROOT = Path.of("..");
    private static final String MAIN = "static void main(String";

    @Test
    void shouldWriteNumbersInOneWayWhateverTheUsersLanguage() throws IOException {
        List<Path> mains = mains();

        assertThat(mains).hasSizeGreaterThan(5);
        assertThat(mains)
                .allSatisfy(file -> assertThat(Files.readString(file))
                        .containsPattern("static void main\\(String[^{]*\\{\\s*NeutralLocale\\.use\\(\\);"));
    }

    private static List<Path> mains() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .flatMap(MainRulesTest::sources)
                    .filter(MainRulesTest::hasMain)
                    .toList();
        }
    }

    private static Stream<Path> sources(Path folder) {
        try {
            return Files.walk(folder).filter(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasMain(Path file) {
        try {
            return Files.readString(file).contains(MAIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.solera.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A Helm binary, where the variable {@code SOLERA_HELM} names one, renders and lints as the library does that other tests use. */
@EnabledIfEnvironmentVariable(
        named = "SOLERA_HELM",
        matches = ".+",
        disabledReason = "SOLERA_HELM names no Helm binary: the library alone has rendered the chart")
class BinaryChartTest {

    private static final String BINARY = System.getenv("SOLERA_HELM");

    static Stream<Row> rows() {
        return Row.all().stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldRenderAsTheLibraryDoesWhenValuesAre(Row row) throws IOException, InterruptedException {
        String rendered = run(
                "template",
                Chart.RELEASE,
                Chart.SOLERA.path().toString(),
                "--namespace",
                Chart.NAMESPACE,
                "--kube-version",
                Chart.KUBERNETES,
                "--values",
                row.file().toString());

        List<JsonNode> expected = Yaml.documents(Chart.SOLERA.template(row.file()));
        assertThat(Yaml.documents(rendered)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void shouldPassStrictLintWhenValuesAre(Row row) throws IOException, InterruptedException {
        assertThat(run(
                        "lint",
                        "--strict",
                        Chart.SOLERA.path().toString(),
                        "--values",
                        row.file().toString()))
                .contains("1 chart(s) linted, 0 chart(s) failed");
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of(BINARY), Stream.of(arguments)).toList();
        Path messages = Files.createTempFile("helm", ".log");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(messages.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(() -> output + read(messages)).isZero();
            return output;
        } finally {
            Files.delete(messages);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.solera.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code benchmarks/gpu-check}, beside a {@code solera} that tells its arguments. */
class GpuCheckScriptTest {

    private static final Path SCRIPT = Path.of("gpu-check");

    @TempDir
    private Path checkout;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                   | --steps 40              | --steps 40
            /a/py  | --steps 40              | --python /a/py --steps 40
            /a/py  | --python /b --steps 40  | --python /b --steps 40
            /a/py  | --steps 40 --python=/b  | --steps 40 --python=/b
            """)
    void shouldTakeTheVariablesPythonWhereTheArgumentsHaveNone(String variable, String arguments, String expected)
            throws IOException {
        // given
        Path script = Files.copy(
                SCRIPT, Files.createDirectories(checkout.resolve("benchmarks")).resolve("gpu-check"));
        Path solera = Files.writeString(checkout.resolve("solera"), "#!/bin/sh\necho \"$@\"\n");
        assertThat(solera.toFile().setExecutable(true)).isTrue();
        List<String> command = new ArrayList<>(List.of("bash", script.toString()));
        command.addAll(List.of(arguments.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("SOLERA_PYTHON");
        if (variable != null) {
            builder.environment().put("SOLERA_PYTHON", variable);
        }

        // when
        String said = new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        // then
        assertThat(said).isEqualTo("benchmarks gpu " + expected + "\n");
    }
}

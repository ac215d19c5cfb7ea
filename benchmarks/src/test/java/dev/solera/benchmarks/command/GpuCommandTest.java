package dev.solera.benchmarks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.benchmarks.TinyDefinition;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On processors, which are compared with themselves. */
class GpuCommandTest {

    @TempDir
    private Path folder;

    @Test
    void shouldTellWhatWasTypedAndWhereItKeepsWhatItMade() throws IOException {
        // given
        Path pipeline = TinyDefinition.in(folder);
        Path results = folder.resolve("results");
        Path python = Files.writeString(folder.resolve("python"), "#!/bin/sh\nexit 1\n");
        assertThat(python.toFile().setExecutable(true)).isTrue();
        String command =
                "gpu --device cpu --pipeline %s --set arithmetic=float32 --set batch=3 --steps 40 --python %s --out %s"
                        .formatted(pipeline, python, results);
        var out = new StringWriter();

        // when
        int status =
                BenchmarksCommand.commandLine().setOut(new PrintWriter(out)).execute(command.split(" "));

        // then
        assertThat(status).isZero();
        assertThat(out.toString().lines())
                .startsWith("- Command: `benchmarks %s`".formatted(command))
                .contains("The table, and what PyTorch's processes said: " + results);
        assertThat(out.toString()).startsWith(Files.readString(results.resolve("gpu.md")));
        assertThat(results.resolve("module-1-float32.log")).exists();
    }
}

package dev.solera.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.benchmarks.TinyDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of it but small, with a real broker, Solera's own processes, and a program that answers as PyTorch's would in its place. */
class TablesTest {

    private static final String PYTHON = """
            #!/bin/sh
            case $2 in *'"compiled":true'*) echo there is no compiler >&2; exit 1 ;; esac
            echo loaded PyTorch 0.1
            while read -r command size precision; do
                case $command in
                    prepare) echo prepared ;;
                    step) echo 0.5 0.25 1.0 ;;
                    matrix) echo 4e12 ;;
                esac
            done
            """;

    private static final Effort LITTLE =
            new Effort(List.of(1), 2, 2, 1, Duration.ofSeconds(30), List.of(1), 2, 2, 2, 2);

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void shouldWriteEveryTableAndNameWhatIsLeftOut() throws Exception {
        // given
        Path python = Files.writeString(folder.resolve("python"), PYTHON);
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
        Path pipeline = TinyDefinition.in(folder);
        Path results = folder.resolve("results");

        // when
        tables(pipeline.toString(), Optional.of(python), results).make("benchmarks/run --only step");

        // then
        List<String> lines = Files.readAllLines(results.resolve(Tables.FILE));
        assertThat(said).containsAll(lines).last().isEqualTo("written to " + results.resolve(Tables.FILE));
        assertThat(lines)
                .contains("- Command: `benchmarks/run --only step`")
                .contains("## A training step, `tiny`, batch 2, 1 thread a module")
                .anyMatch(
                        line -> line.matches("Medians of 2 rounds, .* PyTorch 0.1, libtorch 2\\..*\\. A matrix product "
                                + "reaches 4000 GFLOP/s in float32, 4000 GFLOP/s in bfloat16\\."))
                .anyMatch(
                        line -> line.matches(
                                "\\| PyTorch, authors' form +\\| 500 +\\| 4\\.00 +\\| 250 +\\| 1\\.00 \\(1\\.00 to 1\\.00\\) .*"))
                .anyMatch(line -> line.matches("\\| Solera, shared pool +\\| \\d+ .*"))
                .anyMatch(line -> line.matches("\\| Solera, shared pool, bf16 arithmetic +\\| \\d+ .*"))
                .anyMatch(line -> line.matches("\\| Solera, authors' form +\\| \\d+ .*"))
                .anyMatch(line -> line.matches("\\| PyTorch, shared pool, compiled +\\| left out .*"))
                .contains(
                        "Left out: PyTorch, shared pool, compiled, as the process ended with status 1: there is no compiler "
                                + "(module-1-PyTorch-shared-pool-compiled.log).")
                .anyMatch(line -> line.matches("\\| 1 +\\| float32 +\\| none +\\| 1\\.00 .*"))
                .anyMatch(line -> line.matches("\\| 1 +\\| int8 +\\| zstd +\\| 0\\.[12]\\d .*"))
                .contains("## Memory, `tiny`, batch 2")
                .anyMatch(line -> line.matches("\\| all modules, one loss at the top +\\| \\d+ .*"))
                .anyMatch(line -> line.matches("\\| module 1 +\\| \\d+ .*"));
    }

    @Test
    void shouldRefuseADefinitionBeforeAnythingIsMeasured() {
        assertThatThrownBy(() -> tables("nope", Optional.empty(), folder.resolve("results")))
                .hasMessageStartingWith("pipeline is nope; allowed: speech");
        assertThat(folder.resolve("results")).doesNotExist();
    }

    private Tables tables(String pipeline, Optional<Path> python, Path results) {
        Set<Part> parts = EnumSet.of(Part.STEP, Part.TRANSPORT, Part.MEMORY);
        return new Tables(pipeline, Map.of(), LITTLE, parts, python, results, said::add);
    }
}

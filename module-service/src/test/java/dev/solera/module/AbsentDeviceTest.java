package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that is to compute on a GPU that is not there. */
@Timeout(120)
class AbsentDeviceTest {

    @TempDir
    private Path folder;

    @Test
    void shouldEndWithOneLineBeforeItAsksForABrokerOrWritesAnything() throws Exception {
        // given
        Path error = folder.resolve("error");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ModuleServiceApplication.class.getName(),
                        "--server.port=0",
                        "--solera.module.number=1",
                        "--solera.module.device=cuda:999",
                        "--solera.module.output=" + folder.resolve("modules"),
                        "--solera.module.checkpoint.folder=" + folder.resolve("checkpoints"),
                        "--spring.kafka.bootstrap-servers=localhost:1"))
                .redirectError(error.toFile())
                .redirectOutput(output.toFile())
                .start();

        // when
        boolean ended = process.waitFor(100, TimeUnit.SECONDS);
        process.destroyForcibly();

        // then
        assertThat(ended).as(() -> "ended; it printed " + output).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readAllLines(error))
                .filteredOn(line -> line.startsWith("error: "))
                .singleElement()
                .asString()
                .startsWith("error: solera.module.device is cuda:999; allowed: cpu");
        assertThat(Files.readString(error) + Files.readString(output)).doesNotContain("\tat ");
        assertThat(folder).isDirectoryNotContaining(path -> Files.isDirectory(path));
    }
}

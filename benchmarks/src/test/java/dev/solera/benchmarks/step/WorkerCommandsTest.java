package dev.solera.benchmarks.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.benchmarks.TinyDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandsTest {

    private static final StepForm AUTHORS = StepForm.ALL.get(0);
    private static final StepForm SHARED = StepForm.ALL.get(1);

    @TempDir
    private Path folder;

    private Path pipeline;

    @BeforeEach
    void writePipeline() throws IOException {
        pipeline = TinyDefinition.in(folder);
    }

    @Test
    void shouldGiveEveryProcessTheWholeProgramWhenAnotherIsStarted() throws Exception {
        // given
        Path measurement = folder.resolve("measurement");
        var commands = new WorkerCommands(settings(python("echo loaded PyTorch; read stop"), measurement));
        try (WorkerProcess first = commands.start(AUTHORS, 1)) {
            first.awaitLoaded();
            Path program = measurement.resolve("training_step.py");
            Object written = Files.getAttribute(program, "unix:ctime");

            // when
            commands.start(SHARED, 1).close();

            // then
            assertThat(program).isNotEmptyFile();
            assertThat(Files.getAttribute(program, "unix:ctime")).isEqualTo(written);
        }
    }

    @Test
    void shouldTellTheStatusWhenAProcessEndsAndSaysNothing() throws Exception {
        try (WorkerProcess worker = started("kill -KILL $$")) {
            assertThatThrownBy(worker::awaitLoaded)
                    .isInstanceOf(WorkerFailedException.class)
                    .hasMessage(
                            "the process ended with status 137: nothing was said (module-1-PyTorch-authors-form.log)");
        }
    }

    /** Its output is closed a little before it has ended. */
    @Test
    void shouldTellItsLastLineWhenAProcessEnds() throws Exception {
        try (WorkerProcess worker = started("exec >&-; sleep 0.2; echo no such module >&2; exit 3")) {
            assertThatThrownBy(worker::awaitLoaded)
                    .isInstanceOf(WorkerFailedException.class)
                    .hasMessageStartingWith("the process ended with status 3: no such module");
        }
    }

    @Test
    void shouldTellTheStatusWhenAProcessThatHasEndedIsAskedForMore() throws Exception {
        try (WorkerProcess worker = started("exit 3")) {
            assertThatThrownBy(worker::awaitLoaded).isInstanceOf(WorkerFailedException.class);

            assertThatThrownBy(worker::beginPreparing)
                    .isInstanceOf(WorkerFailedException.class)
                    .hasMessageStartingWith("the process ended with status 3");
        }
    }

    @Test
    void shouldTellWhatItAnsweredWhenThatIsNotAllowed() throws Exception {
        try (WorkerProcess worker = started("echo ready; read stop")) {
            assertThatThrownBy(worker::awaitLoaded)
                    .isInstanceOf(WorkerFailedException.class)
                    .hasMessageStartingWith("the process answered 'ready'; allowed: loaded ENGINE");
        }
    }

    private WorkerProcess started(String script) throws IOException {
        return new WorkerCommands(settings(python(script), folder.resolve("measurement"))).start(AUTHORS, 1);
    }

    /** What stands in for Python: a program of the shell that takes its arguments and leaves them. */
    private Path python(String script) throws IOException {
        Path file = Files.writeString(folder.resolve("python"), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private StepSettings settings(Path python, Path measurement) {
        return new StepSettings(
                pipeline.toString(), Map.of(), 1, 2, List.of(AUTHORS, SHARED), Optional.of(python), measurement);
    }
}

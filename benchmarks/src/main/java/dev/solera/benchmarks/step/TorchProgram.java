package dev.solera.benchmarks.step;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The program that makes training steps in PyTorch, in a folder of a measurement. */
final class TorchProgram {

    private static final String NAME = "training_step.py";
    private static final JsonMapper JSON = new JsonMapper();

    /** PyTorch as its users start it: what {@code ./solera} sets for glibc's memory is Solera's. */
    private static final List<String> WITHOUT_OUR_SETTINGS =
            List.of("env", "-u", "MALLOC_ARENA_MAX", "-u", "MALLOC_MMAP_THRESHOLD_", "-u", "MALLOC_TRIM_THRESHOLD_");

    private final Path python;
    private final Path file;

    /**
     * @param python that has PyTorch
     * @param folder where the program is written
     */
    TorchProgram(Path python, Path folder) throws IOException {
        this.python = python;
        this.file = folder.resolve(NAME);
        try (InputStream program = TorchProgram.class.getResourceAsStream("/" + NAME)) {
            Files.write(file, program.readAllBytes());
        }
    }

    /** What a process is started by that makes steps of a module. */
    List<String> command(TorchTask task) {
        List<String> command = new ArrayList<>(WITHOUT_OUR_SETTINGS);
        command.addAll(List.of(python.toString(), file.toString(), JSON.writeValueAsString(task)));
        return command;
    }

    static WorkerFailedException unknown(int number) {
        return new WorkerFailedException("module %d has what the program in PyTorch has not".formatted(number));
    }
}

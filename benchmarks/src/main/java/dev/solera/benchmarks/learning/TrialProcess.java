package dev.solera.benchmarks.learning;

import dev.solera.service.lifecycle.NeutralLocale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.json.JsonMapper;

/** A process that makes one trial. */
final class TrialProcess {

    private static final JsonMapper JSON = JsonMapper.shared();

    private TrialProcess() {}

    /** @param arguments a file with the task, and one for the result, which is there when it is whole */
    public static void main(String[] arguments) throws IOException {
        NeutralLocale.use();
        Trial.Task task = JSON.readValue(Files.readString(Path.of(arguments[0])), Trial.Task.class);
        Path written = Path.of(arguments[1] + ".part");
        Files.writeString(written, JSON.writeValueAsString(new TrialRun(task).run()));
        Files.move(written, Path.of(arguments[1]));
    }
}

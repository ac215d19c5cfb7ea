package dev.solera.benchmarks.learning;

import dev.solera.harness.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** Makes all trials, each in a process of its own, a few at a time; those that the folder has already are not repeated. */
public final class LearningMeasurement {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx1500m");

    private final LearningSettings settings;
    private final Consumer<String> say;

    /** @param say told how far it has come, a line each */
    public LearningMeasurement(LearningSettings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
    }

    /** @throws IllegalStateException where a trial fails */
    public LearningReport run() throws IOException, InterruptedException {
        Files.createDirectories(settings.folder());
        List<Trial> trials = settings.trials();
        Map<Trial, TrialResult> results = new LinkedHashMap<>();
        ExecutorService processes = Executors.newFixedThreadPool(settings.processes());
        try {
            List<Future<TrialResult>> running = new ArrayList<>();
            trials.forEach(trial -> running.add(processes.submit(() -> result(trial))));
            for (int i = 0; i < trials.size(); i++) {
                Trial trial = trials.get(i);
                TrialResult result = running.get(i).get();
                results.put(trial, result);
                say.accept("trial %d of %d: %s, seed %d: %.0f s of a processor"
                        .formatted(i + 1, trials.size(), trial.variant().title(), trial.seed(), result.seconds()));
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } finally {
            processes.shutdownNow();
        }
        return new LearningReport(settings.samples(), results);
    }

    private TrialResult result(Trial trial) throws IOException, InterruptedException {
        Path file = trial.resultFile(settings.folder());
        if (!Files.exists(file) || !read(file).task().equals(trial.task())) {
            Files.deleteIfExists(file);
            make(trial, file);
        }
        return read(file);
    }

    private void make(Trial trial, Path result) throws IOException, InterruptedException {
        Path task = trial.taskFile(settings.folder());
        Files.writeString(task, JSON.writeValueAsString(trial.task()));
        ChildProcess process = new ChildProcess(
                "trial",
                OPTIONS,
                Map.of("GOMP_SPINCOUNT", "0"),
                TrialProcess.class.getName(),
                List.of(task.toString(), result.toString()),
                trial.log(settings.folder()));
        process.start(List.of());
        try {
            int status = process.await();
            if (status != 0) {
                throw new IllegalStateException("trial %s, seed %d ended with status %d; see %s"
                        .formatted(trial.variant().title(), trial.seed(), status, process.log()));
            }
        } finally {
            process.kill();
        }
    }

    private static TrialResult read(Path file) {
        try {
            return JSON.readValue(Files.readString(file), TrialResult.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

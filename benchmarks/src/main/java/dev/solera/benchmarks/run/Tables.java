package dev.solera.benchmarks.run;

import dev.solera.benchmarks.cost.PipelineCost;
import dev.solera.benchmarks.cost.PipelineReport;
import dev.solera.benchmarks.step.MemoryMeasurement;
import dev.solera.benchmarks.step.StepForm;
import dev.solera.benchmarks.step.StepMeasurement;
import dev.solera.benchmarks.step.StepSettings;
import dev.solera.benchmarks.table.Circumstances;
import dev.solera.benchmarks.transport.Transport;
import dev.solera.benchmarks.transport.TransportSettings;
import dev.solera.pipeline.PipelineDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/** Makes tables one after the other, in one file, which holds those that are done should a later one fail. */
public final class Tables {

    /** In the folder of the results. */
    public static final String FILE = "tables.md";

    private final String pipeline;
    private final Map<String, String> overrides;
    private final Effort effort;
    private final Set<Part> parts;
    private final Optional<Path> python;
    private final Path folder;
    private final Consumer<String> say;

    /**
     * @param pipeline a bundled definition's name, or a file
     * @param overrides of its keys
     * @param parts that are made, in their own order
     * @param python one that has PyTorch
     * @param folder new
     * @param say told how far it has come and what comes of it, a line each
     * @throws IllegalArgumentException where the definition, or how much is to be measured, is refused
     */
    public Tables(
            String pipeline,
            Map<String, String> overrides,
            Effort effort,
            Set<Part> parts,
            Optional<Path> python,
            Path folder,
            Consumer<String> say) {
        this.pipeline = pipeline;
        this.overrides = Collections.unmodifiableMap(new LinkedHashMap<>(overrides));
        this.effort = effort;
        this.parts = Set.copyOf(parts);
        this.python = python;
        this.folder = folder;
        this.say = say;
        definition();
    }

    /** @param command that asked for them, for who reads the file */
    public void make(String command) throws IOException, InterruptedException, ExecutionException {
        Files.createDirectories(folder);
        tell(Circumstances.now(command).lines());
        for (Part part : Part.values()) {
            if (parts.contains(part)) {
                make(part);
            }
        }
        say.accept("written to " + folder.resolve(FILE));
    }

    private void make(Part part) throws IOException, InterruptedException, ExecutionException {
        switch (part) {
            case STEP -> {
                for (int threads : effort.threads()) {
                    StepSettings settings = steps(threads, effort.stepRounds(), "step-threads-" + threads);
                    tell(new StepMeasurement(settings, say).run().lines());
                }
            }
            case PIPELINE ->
                tell(new PipelineReport(PipelineCost.of(
                                new PipelineCost.Settings(
                                        definition(),
                                        effort.pairs(),
                                        effort.loopSteps(),
                                        effort.window(),
                                        folder.resolve("pipeline")),
                                say))
                        .lines());
            case TRANSPORT ->
                tell(new Transport(
                                new TransportSettings(
                                        effort.sizes(),
                                        effort.alone(),
                                        effort.together(),
                                        effort.transportRounds(),
                                        folder.resolve("transport")),
                                say)
                        .run()
                        .lines());
            case MEMORY ->
                tell(new MemoryMeasurement(steps(1, effort.memoryRounds(), "memory"), say)
                        .run()
                        .lines());
        }
    }

    private StepSettings steps(int threads, int rounds, String name) {
        return new StepSettings(pipeline, overrides, threads, rounds, StepForm.ALL, python, folder.resolve(name));
    }

    private PipelineDefinition definition() {
        return steps(1, effort.stepRounds(), "step").definition();
    }

    private void tell(List<String> lines) throws IOException {
        Path file = folder.resolve(FILE);
        Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Files.writeString(file, System.lineSeparator(), StandardOpenOption.APPEND);
        say.accept("");
        lines.forEach(say);
        say.accept("");
    }
}

package dev.solera.benchmarks.step;

import dev.solera.benchmarks.cost.Window;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Starts processes of one module in one form each, and keeps what they are told in a folder. */
final class WorkerCommands {

    private static final String PROGRAM = "training_step.py";
    private static final JsonMapper JSON = new JsonMapper();

    /** PyTorch as its users start it: what {@code ./solera} sets for glibc's memory is Solera's. */
    private static final List<String> WITHOUT_OUR_SETTINGS =
            List.of("env", "-u", "MALLOC_ARENA_MAX", "-u", "MALLOC_MMAP_THRESHOLD_", "-u", "MALLOC_TRIM_THRESHOLD_");

    private final StepSettings settings;

    WorkerCommands(StepSettings settings) throws IOException {
        this.settings = settings;
        Files.createDirectories(settings.folder());
        try (InputStream program = WorkerCommands.class.getResourceAsStream("/" + PROGRAM)) {
            Files.write(settings.folder().resolve(PROGRAM), program.readAllBytes());
        }
    }

    /** @throws WorkerFailedException where this machine, or that form, cannot do that module */
    WorkerProcess start(StepForm form, int number) throws IOException {
        String name = "module-%d-%s".formatted(number, form.name().replaceAll("[^A-Za-z0-9]+", "-"));
        List<String> command = form instanceof StepForm.PyTorch torch
                ? command(torch, number)
                : command((StepForm.Solera) form, number, settings.folder().resolve(name + ".yaml"));
        return new WorkerProcess(command, settings.folder().resolve(name + ".log"));
    }

    private List<String> command(StepForm.PyTorch form, int number) {
        Path python = settings.python()
                .orElseThrow(() -> new WorkerFailedException("there is no Python with PyTorch (see --python)"));
        Optional<TorchTask> task = TorchTask.of(settings.definition(), number, form, settings.threads());
        List<String> command = new ArrayList<>(WITHOUT_OUR_SETTINGS);
        command.add(python.toString());
        command.add(settings.folder().resolve(PROGRAM).toString());
        command.add(JSON.writeValueAsString(task.orElseThrow(() ->
                new WorkerFailedException("module %d has what the program in PyTorch has not".formatted(number)))));
        return command;
    }

    private List<String> command(StepForm.Solera form, int number, Path file) throws IOException {
        PipelineDefinition definition = definition(form);
        Files.writeString(file, PipelineDefinitions.format(definition));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Window.options(definition));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StepWorker.class.getName()));
        command.addAll(List.of(file.toString(), Integer.toString(number)));
        return command;
    }

    /** Not every definition can be had in every form. */
    private PipelineDefinition definition(StepForm.Solera form) {
        try {
            return settings.definition(form);
        } catch (InvalidDefinitionException e) {
            throw new WorkerFailedException("the definition cannot have it: " + e.getMessage());
        }
    }
}

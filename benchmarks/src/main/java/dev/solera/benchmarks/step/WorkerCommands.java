package dev.solera.benchmarks.step;

import dev.solera.benchmarks.cost.Window;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts processes of one module in one form each, and keeps what they are told in a folder. */
final class WorkerCommands {

    private final StepSettings settings;
    private final Optional<TorchProgram> torch;

    /** Writes the program in PyTorch once, as a process that starts may be reading it while the next one is started. */
    WorkerCommands(StepSettings settings) throws IOException {
        this.settings = settings;
        Files.createDirectories(settings.folder());
        torch = settings.python().isPresent()
                ? Optional.of(new TorchProgram(settings.python().get(), settings.folder()))
                : Optional.empty();
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
        TorchProgram program =
                torch.orElseThrow(() -> new WorkerFailedException("there is no Python with PyTorch (see --python)"));
        return program.command(TorchTask.of(settings.definition(), number, form, settings.threads(), ComputeDevice.CPU)
                .orElseThrow(() -> TorchProgram.unknown(number)));
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

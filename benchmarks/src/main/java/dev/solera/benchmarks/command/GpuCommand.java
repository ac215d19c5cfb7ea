package dev.solera.benchmarks.command;

import dev.solera.benchmarks.device.DeviceReport;
import dev.solera.benchmarks.device.DeviceSettings;
import dev.solera.benchmarks.step.TorchSteps;
import dev.solera.benchmarks.table.Circumstances;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.command.ErrorLines;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks gpu}: what a GPU makes of the modules of a pipeline. */
@Command(
        name = "gpu",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description =
                "Trains each module of a pipeline by itself, on noise, on processors and on a GPU. Status 0 only where "
                        + "losses agree within 0.001 nats, the same steps come to the same bits again, and the GPU's memory does not "
                        + "grow. docs/gpu.md says what has to be there.")
final class GpuCommand implements Callable<Integer> {

    private static final String DEVICE = "--device";

    /** In the folder of the results. */
    private static final String FILE = "gpu.md";

    @Spec
    private CommandSpec spec;

    @Option(names = DEVICE, paramLabel = "DEVICE", defaultValue = "cuda:0", description = "The GPU. Default: cuda:0.")
    private String device;

    @Mixin
    private DefinitionOption definition;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "200",
            description = "Of each module on the GPU. Default: 200.")
    private int steps;

    @Mixin
    private PythonOption python;

    @Mixin
    private OutputOption out;

    @Override
    public Integer call() throws Exception {
        ComputeDevice there = ComputeDevice.parse(DEVICE, device);
        PipelineDefinition trained = definition.load();
        Path folder = out.folder("gpu");
        DeviceSettings settings = new DeviceSettings(
                trained, there, steps, python.program().map(program -> new TorchSteps(program, folder)));
        there.requireThere(DEVICE, trained.module(1).threads());
        Files.createDirectories(folder);
        List<String> lines =
                new ArrayList<>(Circumstances.now(TypedLine.of(spec)).lines());
        lines.forEach(this::say);
        DeviceReport report = DeviceReport.of(settings);
        report.lines().forEach(this::say);
        lines.addAll(report.lines());
        Files.write(folder.resolve(FILE), lines);
        say("");
        say("The table, and what PyTorch's processes said: " + folder);
        return report.faults().isEmpty()
                ? CommandLine.ExitCode.OK
                : ErrorLines.onFaults(report.faults(), spec.commandLine());
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }
}

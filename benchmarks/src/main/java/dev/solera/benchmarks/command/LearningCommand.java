package dev.solera.benchmarks.command;

import dev.solera.benchmarks.learning.LearningMeasurement;
import dev.solera.benchmarks.learning.LearningSettings;
import dev.solera.benchmarks.measure.ProcFiles;
import dev.solera.benchmarks.table.Circumstances;
import dev.solera.engine.ComputeDevice;
import dev.solera.standalone.command.DefaultFolder;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks learning}: what changes of a definition do to what is learned. */
@Command(
        name = "learning",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description =
                "Trains a pipeline in one process as it is and with keys changed, from equal samples and over several seeds, and "
                        + "tells what probes get right by depth, dead channels and processor time. It has no bound.")
final class LearningCommand implements Callable<Integer> {

    private static final String DEVICE = "--device";

    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainingOption training;

    @Option(
            names = DEVICE,
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "Where modules are computed: cpu, or a GPU, cuda:0 and so on (docs/gpu.md). Default: cpu.")
    private String device;

    @Option(
            names = "--vary",
            paramLabel = "KEY=VALUE[;...]",
            description =
                    "Keys that are changed together; may be repeated. train=one-after-another: modules learn one after the other. "
                            + "slowed=MODULE:FACTOR: one that is so many times too slow, as of flow: latest.")
    private List<String> variants = new ArrayList<>();

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "8000",
            description = "Samples that every module learns from. Default: 8000.")
    private long samples;

    @Option(
            names = "--seeds",
            paramLabel = "N,...",
            split = ",",
            defaultValue = "1,2,3",
            description = "Seeds of the definition, a trial each. Default: 1,2,3.")
    private List<Long> seeds;

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "Trials at a time. Default: as many as there are processors.")
    private Optional<Integer> processes = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "A folder for the trials; those that it has already are not repeated. Default: runs/learning-<time>.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() throws Exception {
        Path folder = out.orElseGet(() -> DefaultFolder.of("learning")).toAbsolutePath();
        LearningSettings settings = LearningSettings.of(
                training.pipeline(),
                training.overrides(),
                variants,
                ComputeDevice.parse(DEVICE, device),
                training.ingest(),
                samples,
                seeds,
                processes.orElseGet(Runtime.getRuntime()::availableProcessors),
                folder);
        ProcFiles.requireLinux();
        List<String> lines =
                new ArrayList<>(Circumstances.now(TypedLine.of(spec)).lines());
        lines.add("");
        lines.addAll(new LearningMeasurement(settings, this::say).run().lines());
        lines.forEach(this::say);
        Files.write(folder.resolve("learning.md"), lines);
        return CommandLine.ExitCode.OK;
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }
}

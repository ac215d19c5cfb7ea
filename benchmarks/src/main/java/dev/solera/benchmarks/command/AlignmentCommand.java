package dev.solera.benchmarks.command;

import dev.solera.benchmarks.learning.Alignment;
import dev.solera.benchmarks.learning.AlignmentSettings;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks alignment}: how alike local gradients are to those of one loss at the top. */
@Command(
        name = "alignment",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description =
                "Trains a pipeline in one process, and tells by module the cosine between the gradient of its own loss and the one "
                        + "that a single loss at the top would give it. It has no bound.")
final class AlignmentCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private TrainingOption training;

    @Option(
            names = "--after",
            paramLabel = "N,...",
            split = ",",
            defaultValue = "0,800,8000",
            description = "Samples that were learned from when it is looked. Default: 0,800,8000.")
    private List<Long> after;

    @Option(
            names = "--batches",
            paramLabel = "N",
            defaultValue = "32",
            description = "Batches that gradients are summed up over. Default: 32.")
    private int batches;

    @Option(
            names = "--seeds",
            paramLabel = "N,...",
            split = ",",
            defaultValue = "1,2,3",
            description = "Seeds of the definition. Default: 1,2,3.")
    private List<Long> seeds;

    @Override
    public Integer call() {
        AlignmentSettings settings = new AlignmentSettings(
                training.pipeline(), training.overrides(), training.ingest(), after, batches, seeds);
        new Alignment(settings, this::say).run().forEach(this::say);
        return CommandLine.ExitCode.OK;
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }
}

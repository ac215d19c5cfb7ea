package dev.solera.benchmarks.command;

import dev.solera.benchmarks.cost.PipelineCost;
import dev.solera.benchmarks.cost.PipelineReport;
import dev.solera.benchmarks.measure.ProcFiles;
import dev.solera.standalone.command.ErrorLines;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks pipeline-cost}: what the processor pays for the pipeline. */
@Command(
        name = "pipeline-cost",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description =
                "Measures processor time a step of all modules, in the loop in one process and in the pipeline of processes with "
                        + "broker and ingest, on the built-in source. Status 0 only where the pipeline's does not exceed the loop's by more "
                        + "than 10 %%.")
final class PipelineCostCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DefinitionOption definition;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "3", description = "Pairs. Default: 3.")
    private int pairs;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "20",
            description = "Steps of the loop that are counted, behind as many that are not. Default: 20.")
    private int steps;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "90",
            description = "That the pipeline is looked at, from when all modules are at work. Default: 90.")
    private long seconds;

    @Mixin
    private OutputOption out;

    @Override
    public Integer call() throws Exception {
        var settings = new PipelineCost.Settings(
                definition.load(), pairs, steps, Duration.ofSeconds(seconds), out.folder("pipeline-cost"));
        ProcFiles.requireLinux();
        say("Training %s; processes print to %s".formatted(settings.definition().pipeline(), settings.folder()));
        PipelineCost cost = PipelineCost.of(settings, this::say);
        new PipelineReport(cost).lines().forEach(this::say);
        say(cost.line());
        return cost.faults().isEmpty()
                ? CommandLine.ExitCode.OK
                : ErrorLines.onFaults(cost.faults(), spec.commandLine());
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }
}

package dev.solera.benchmarks.command;

import dev.solera.benchmarks.cost.CheckpointCost;
import dev.solera.benchmarks.cost.CostReport;
import dev.solera.benchmarks.cost.CostSettings;
import dev.solera.benchmarks.measure.ProcFiles;
import dev.solera.pipeline.PipelineDefinitions;
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

/** {@code benchmarks checkpoint-cost}: what checkpoints take of the throughput. */
@Command(
        name = "checkpoint-cost",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description = "Measures one checkpoint of each module by itself, then the whole pipeline with and without "
                + "checkpoints in turn, on synthetic speech. Status 0 only where checkpoints take 2 %% of the processor "
                + "or less and the windows do not contradict it. The machine should have nothing else to do.")
final class CheckpointCostCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME|FILE",
            defaultValue = "speech",
            description = "What is trained. Default: speech.")
    private String pipeline;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "4", description = "Pairs of windows. Default: 4.")
    private int pairs;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "90",
            description = "Of a window, from when all modules are at work. Default: 90.")
    private long seconds;

    @Mixin
    private OutputOption out;

    @Override
    public Integer call() throws Exception {
        CostSettings settings = new CostSettings(
                PipelineDefinitions.load(pipeline), pairs, Duration.ofSeconds(seconds), out.folder("checkpoint-cost"));
        ProcFiles.requireLinux();
        say("Training %s in %d windows of %d s; processes print to %s"
                .formatted(settings.definition().pipeline(), 2 * pairs, seconds, settings.folder()));
        CostReport report = new CheckpointCost(settings, this::say).run();
        report.lines().forEach(this::say);
        return report.faults().isEmpty()
                ? CommandLine.ExitCode.OK
                : ErrorLines.onFaults(report.faults(), spec.commandLine());
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }
}

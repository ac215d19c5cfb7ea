package dev.solera.benchmarks.command;

import dev.solera.benchmarks.measure.LiveHeap;
import dev.solera.benchmarks.measure.ProcFiles;
import dev.solera.benchmarks.soak.Soak;
import dev.solera.benchmarks.soak.SoakReport;
import dev.solera.benchmarks.soak.SoakSettings;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code benchmarks soak}: whether memory and disk stay flat. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description = "Trains on synthetic speech with every service as a process of its own, reads their memory and "
                + "the broker's disk every second, and compares the end with the baseline. Status 0 only where no "
                + "module service has grown by more than 2 %%.")
final class SoakCommand implements Callable<Integer> {

    private static final String OWN = "soak";

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME|FILE",
            defaultValue = OWN,
            description = "What is trained. Default: three small modules.")
    private String pipeline;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Training steps of every module. Default: 10000.")
    private long steps;

    @Option(
            names = "--baseline",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Step that the end is compared with. Default: 1000.")
    private long baseline;

    @Mixin
    private OutputOption out;

    @Override
    public Integer call() throws IOException, InterruptedException {
        SoakSettings settings = new SoakSettings(definition(), steps, baseline, out.folder("soak"));
        ProcFiles.requireLinux();
        LiveHeap.requireTools();
        Soak.requireAllocator();
        say("Training %s for %,d steps; processes print to %s"
                .formatted(
                        settings.definition().pipeline(),
                        steps,
                        settings.folder().resolve("logs")));
        say("Each process: %s java %s".formatted(environment(), String.join(" ", Soak.OPTIONS)));
        SoakReport report = new Soak(settings, this::say).run();
        report.lines().forEach(this::say);
        say("Every reading: %s".formatted(settings.folder().resolve("soak.csv")));
        return report.holds() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private static String environment() {
        return Soak.ENVIRONMENT.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .collect(Collectors.joining(" "));
    }

    private PipelineDefinition definition() throws IOException {
        if (!pipeline.equals(OWN)) {
            return PipelineDefinitions.load(pipeline);
        }
        try (InputStream own = SoakCommand.class.getResourceAsStream("/soak.yaml")) {
            return PipelineDefinitions.parse(new String(own.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }
}

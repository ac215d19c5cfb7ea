package dev.solera.harness.command;

import dev.solera.harness.chaos.ChaosPlan;
import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.ChaosRun;
import dev.solera.harness.chaos.ChaosSettings;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.command.DefaultFolder;
import dev.solera.standalone.command.ErrorLines;
import dev.solera.standalone.command.OutputLines;
import dev.solera.standalone.command.SoleraCommand;
import dev.solera.standalone.report.RunClaim;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code solera chaos}: a run whose processes are killed, and the check that it came to the same bits. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description = "Trains on synthetic speech with a broker and every service as a process of its own, kills them "
                + "with kill -9 while they work, and compares what is left with an undisturbed lock-step loop: "
                + "parameters bit for bit, and an account of every record. Status 0 only where both agree.")
final class ChaosCommand implements Callable<Integer> {

    /** Windows of the evaluation pass, each way: it is there to be counted, not to be looked at. */
    private static final int EVALUATION = 100;
    /** Of every module in a run; all are kept, so that no record goes before the account has it. */
    private static final int CHECKPOINTS = 50;

    private static final Duration DELIVERY = Duration.ofSeconds(120);

    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx1g", "-XX:TieredStopAtLevel=1");

    @Spec
    private CommandSpec spec;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "12", description = "How many. Default: 12.")
    private int kills;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Decides who dies and when. Default: 1.")
    private long seed;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME|FILE",
            defaultValue = "speech-small",
            description = "What is trained. Default: speech-small.")
    private String pipeline;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "400",
            description = "Training steps of every module. Default: 400.")
    private long steps;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "A new or empty folder for what the processes keep and print. Default: runs/chaos-<time>.")
    private Path out;

    @Override
    public Integer call() throws Exception {
        require(kills >= 0, "--kills", kills, "0 or more");
        require(steps >= 1, "--steps", steps, "1 or more");
        PipelineDefinition definition = PipelineDefinitions.load(pipeline);
        try (RunClaim claim = out == null ? RunClaim.makeNumbered(DefaultFolder.of("chaos")) : RunClaim.make(out)) {
            return run(definition, claim);
        }
    }

    private int run(PipelineDefinition definition, RunClaim claim) throws Exception {
        ChaosSettings settings = new ChaosSettings(
                definition,
                Map.of(
                        "solera.ingest.source", "synthetic:speech",
                        "solera.ingest.steps", steps,
                        "solera.ingest.evaluation-limit", EVALUATION),
                steps,
                Math.max(1, steps / CHECKPOINTS),
                2 * CHECKPOINTS,
                DELIVERY,
                Duration.ofHours(6),
                OPTIONS,
                claim.folder().path());
        say(
                "Training %s for %,d steps, killing %d times, seed %d; processes print to %s",
                definition.pipeline(), steps, kills, seed, claim.named().resolve("logs"));
        ChaosReport report =
                new ChaosRun(settings, ChaosPlan.random(kills, seed, definition.placement()), this::say).run();
        return conclude(report);
    }

    private int conclude(ChaosReport report) {
        say(
                "deaths %d, steps trained again %d %s, samples dropped as they came again %d %s",
                report.deaths().size(),
                report.stepsReplayed(),
                report.replayed(),
                report.duplicatesDropped(),
                report.duplicates());
        if (report.samplesUnseen() > 0) {
            say("samples deleted before they could be entered in the account: %s", report.unseen());
        }
        if (report.faults().isEmpty()) {
            say("Same bits as undisturbed in every module, no sample lost, none trained on twice.");
            return CommandLine.ExitCode.OK;
        }
        return ErrorLines.onFaults(report.faults(), spec.commandLine());
    }

    private void say(String format, Object... arguments) {
        say(format.formatted(arguments));
    }

    private void say(String line) {
        OutputLines.say(spec, line);
    }

    private static void require(boolean holds, String option, Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException("%s is %s; allowed: %s".formatted(option, value, allowed));
        }
    }
}

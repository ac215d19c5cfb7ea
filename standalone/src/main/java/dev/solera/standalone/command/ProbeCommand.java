package dev.solera.standalone.command;

import dev.solera.standalone.lock.FolderLock;
import dev.solera.standalone.probe.RunProbe;
import dev.solera.standalone.report.EndedRun;
import dev.solera.standalone.report.RunFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code solera probe}: the table of accuracies of a run that has ended, on other recordings or pictures. */
@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description = "Asks linear probes what a run's modules know of other labelled recordings or pictures, as after "
                + "training, but without training anything: probes are fit on those that are not held out, and scored on "
                + "those that are. No broker is needed.",
        footerHeading = "%nExample:%n",
        footer = {
            "  Speakers that the run has never heard, their last four utterances held out:",
            "    solera probe runs/speech-cosine-20260101-120000 --data corpus --labels kaldi \\",
            "      --held-out last:4:speaker"
        })
final class ProbeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a run that has ended.")
    private Path run;

    @Option(
            names = "--data",
            paramLabel = "DIR|SOURCE",
            required = true,
            description = "A folder of audio files or pictures, as the run was trained on; or synthetic.")
    private String data;

    @Mixin
    private LabelOptions labels;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "A new or empty folder for the table. Default: RUN/probe-<time>.")
    private Path out;

    @Override
    public Integer call() throws Exception {
        FolderLock.requireFree("run", run);
        Map<String, Object> ingest = new LinkedHashMap<>(labels.settings());
        ingest.put("solera.ingest.source", data);
        new RunProbe(
                        EndedRun.of(RunFolder.ended(run)),
                        ingest,
                        Optional.ofNullable(out).orElseGet(() -> run.resolve(DefaultFolder.stamped("probe"))),
                        SoleraCommand.Version.number(),
                        List.copyOf(spec.commandLine().getParseResult().originalArgs()))
                .run(spec.commandLine().getOut(), System.err);
        return CommandLine.ExitCode.OK;
    }
}

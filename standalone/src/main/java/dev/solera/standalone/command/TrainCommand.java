package dev.solera.standalone.command;

import dev.solera.engine.ComputeDevice;
import dev.solera.learning.ChosenProducts;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.port.FreePort;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.train.TrainRun;
import dev.solera.standalone.train.TrainSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code solera train}: one run, from recordings to the table of accuracies. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description = "Trains every module of a pipeline at once, each in a service of its own, and then "
                + "asks linear probes what the frozen modules know about what was held out.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  Spoken digits, file names like 7_jackson_32.wav, takes 0 to 4 held out:",
            "    solera train --pipeline examples/fsdd-cosine.yaml --data fsdd/recordings --epochs 12 \\",
            "      --labels '(?<digit>\\d)_(?<speaker>\\w+)_(?<index>\\d+)' --held-out 'index<5'",
            "  A Kaldi folder, the last four utterances of every speaker held out:",
            "    solera train --data corpus --labels kaldi --held-out last:4:speaker",
            "  A table of labels, ESC-50's, its fifth fold held out:",
            "    solera train --data ESC-50/audio --labels table:ESC-50/meta/esc50.csv \\",
            "      --label-columns category --held-out fold=5",
            "  The paper's full-size network for half an hour:",
            "    solera train --pipeline speech --data LibriSpeech --labels librispeech \\",
            "      --minutes 30",
            "  A narrower wire and another batch, without writing a definition:",
            "    solera train --set wire.precision=int8 --set batch=16",
            "  A baseline: all encoders end to end, or under a classifier of the ten speakers:",
            "    solera train --set baseline=end-to-end",
            "    solera train --set baseline=supervised:speaker:10",
            "  The FLAC files in a topic, as its records come; --stream until=end for those that are there:",
            "    solera train --data kafka:clips --stream kafka.bootstrap-servers=broker:9092 --steps 1000",
            "  Fewer topics: the first three modules in one service, which hands on in memory:",
            "    solera train --placement 1-3,4,5,6",
            "",
            "Ctrl-C ends the training early: what was learned so far is evaluated and written.",
            "A second Ctrl-C stops at once; solera resume goes on from there."
        })
final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--pipeline",
            paramLabel = "NAME|FILE",
            defaultValue = "speech-cosine",
            description =
                    "What is trained: speech-cosine (default; the paper's audio network, narrower, with normalised channels and "
                            + "scores that are cosines), speech-small (without these), speech (the paper's), vision-small or vision "
                            + "(its network of pictures), or a YAML file of your own.")
    private String pipeline;

    @Option(
            names = "--data",
            paramLabel = "DIR|SOURCE",
            defaultValue = "synthetic",
            description = "A folder of audio files or pictures, at any nesting; one with the files of STL-10, CIFAR-10 "
                    + "or MNIST; kafka:TOPIC, whose records come by once; or synthetic (default), which needs no data: synthetic:speech or "
                    + "synthetic:shapes, as the pipeline's input is.")
    private String data;

    @Option(
            names = "--stream",
            paramLabel = "KEY=VALUE",
            description = "Of a topic, one setting of solera.ingest.stream: kafka.bootstrap-servers=HOST:PORT, "
                    + "until=end, from=latest, values=float32, classes.digit=0,1,2 ...; may be repeated.")
    private Map<String, String> stream = new LinkedHashMap<>();

    @Mixin
    private LabelOptions labels;

    @ArgGroup
    private RunLengthOptions length = new RunLengthOptions();

    @Option(
            names = "--short-clips",
            paramLabel = "WAY",
            description = "Clips shorter than the window: pad (default), join (with any other clip), or "
                    + "join-within:LABEL (same value of a label, which then is used in training).")
    private String shortClips;

    @Option(
            names = "--source-patience",
            paramLabel = "MINUTES",
            description = "How long to wait for recordings whose folder goes away during the run, as network "
                    + "file systems do, before it fails. Default: 10.")
    private Double sourcePatience;

    @Mixin
    private DeviceOption device;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One key of the definition; may be repeated.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "The folder of an earlier run that has ended, whose parameters the modules begin with; their "
                    + "layers have to be the same.")
    private Path from;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "A new or empty folder for the results. Default: runs/<pipeline>-<time>.")
    private Path out;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Of the gateway on 127.0.0.1: 0 (default) takes a free one.")
    private int port;

    @Option(names = "--no-gateway", description = "Do without the gateway.")
    private boolean withoutGateway;

    @Option(
            names = "--placement",
            paramLabel = "MODULES",
            description =
                    "Which modules share a service, such as 1-2,3,4,5-6: those hand on in memory, and have no topic "
                            + "and no row in the table between them. The bits are the same. Default: every module by itself.")
    private String placement;

    @Override
    public Integer call() throws Exception {
        Map<String, String> changes = new LinkedHashMap<>(overrides);
        if (shortClips != null) {
            changes.put("input.short-clips", shortClips);
        }
        if (placement != null) {
            changes.put("placement", "'%s'".formatted(placement.replace("'", "''")));
        }
        PipelineDefinition asked = DefinitionOverrides.load(pipeline, changes);
        ComputeDevice computing = device.or(ComputeDevice.CPU, asked);
        PipelineDefinition definition = ChosenProducts.resolve(asked, computing);
        TrainSettings settings = new TrainSettings(
                definition,
                List.of(computing),
                ingest(),
                Optional.ofNullable(from).map(run -> RunFolder.ended(run).modules()),
                out == null ? DefaultFolder.of(definition.pipeline()) : out,
                withoutGateway ? Optional.empty() : Optional.of(FreePort.of(port)),
                SoleraCommand.Version.number(),
                List.copyOf(spec.commandLine().getParseResult().originalArgs()));
        if (out == null) {
            TrainRun.beginNumbered(settings, spec.commandLine().getOut(), System.err);
        } else {
            TrainRun.begin(settings, spec.commandLine().getOut(), System.err);
        }
        return CommandLine.ExitCode.OK;
    }

    private Map<String, Object> ingest() {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("solera.ingest.source", data);
        stream.forEach((key, value) -> settings.put("solera.ingest.stream." + key, value));
        settings.putAll(labels.settings());
        if (sourcePatience != null) {
            settings.put("solera.ingest.source-patience", LabelOptions.minutes(sourcePatience));
        }
        settings.putAll(length.settings());
        return settings;
    }
}

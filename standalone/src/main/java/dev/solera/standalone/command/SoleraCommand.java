package dev.solera.standalone.command;

import dev.solera.ingest.play.PlayCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The top of the command line: what there is, and how to begin. */
@Command(
        name = "solera",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        subcommands = {
            TrainCommand.class,
            ResumeCommand.class,
            ReproduceCommand.class,
            ProbeCommand.class,
            ExportCommand.class,
            ServeCommand.class,
            PlayCommand.class,
            BrokerCommand.class,
            HelpCommand.class
        },
        description = "Trains deep networks without labels and without end-to-end backpropagation: the "
                + "network is cut into modules, each learns from its own loss, and hands its outputs to "
                + "the next one through a Kafka topic. All of it runs here, in one process.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nBegin with:%n",
        footer = {
            "  solera train                    synthetic speech, no data needed",
            "  solera train --data recordings  your own folder of audio files",
            "  solera train --help             every option, with examples",
            "  solera probe RUN --data FOLDER  what a run knows of other recordings",
            "  solera export RUN --out FILE    what a run has learned, as an ONNX model",
            "  solera serve RUN                embeddings of it for any client, over HTTP and gRPC",
            "  solera play FOLDER --to TOPIC   a folder as the stream that you have",
            "In a checkout:",
            "  ./solera test                   every test of the build",
            "  ./solera chaos                  kills processes of a run, compares its bits"
        })
public final class SoleraCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** The whole command line, with errors as one line and no stack trace. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new SoleraCommand()).setCaseInsensitiveEnumValuesAllowed(true);
        line.getSubcommands().get("play").getCommandSpec().versionProvider(new Version());
        return ErrorLines.of(line);
    }

    @Override
    public void run() {
        throw ErrorLines.missingCommand(spec);
    }

    /** The version in the jar's manifest. */
    public static final class Version implements IVersionProvider {

        static String number() {
            String version = SoleraCommand.class.getPackage().getImplementationVersion();
            return version == null ? "development" : version;
        }

        @Override
        public String[] getVersion() {
            return new String[] {"solera " + number()};
        }
    }
}

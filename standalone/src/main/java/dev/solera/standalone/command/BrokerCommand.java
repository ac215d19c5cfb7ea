package dev.solera.standalone.command;

import dev.solera.standalone.broker.EmbeddedBroker;
import dev.solera.standalone.port.FreePort;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code solera broker}: a Kafka broker on this machine, for services that run by themselves. */
@Command(
        name = "broker",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        description = "Runs a Kafka broker of one node on this machine until it is stopped, for services that run by "
                + "themselves. Started again on the same folder, it has the topics of the time before.")
final class BrokerCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "broker",
            description = "Where records are kept. Default: broker.")
    private Path data;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "9092", description = "Of 127.0.0.1. Default: 9092.")
    private int port;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data, FreePort.of(port))) {
            spec.commandLine().getOut().println("Kafka answers at " + broker.bootstrapServers());
            spec.commandLine().getOut().flush();
            throw new IllegalStateException(
                    "the broker cannot go on: " + broker.death().get());
        }
    }
}

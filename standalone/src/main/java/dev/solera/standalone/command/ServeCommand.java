package dev.solera.standalone.command;

import dev.solera.standalone.lock.FolderLock;
import dev.solera.standalone.port.FreePort;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.serve.RunServer;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code solera serve}: answers embeddings of what a run has learned, until it is stopped. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = SoleraCommand.Version.class,
        sortOptions = false,
        description =
                "Serves what a run has learned: the gateway's page and API, and embeddings at every depth over the "
                        + "Open Inference Protocol, by REST and gRPC. Needs no broker. Ctrl-C ends it.")
final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The folder of a run that has ended.")
    private Path run;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Of HTTP on 127.0.0.1: 0 (default) takes a free one.")
    private int port;

    @Option(
            names = "--grpc-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Of gRPC on 127.0.0.1: 0 (default) takes a free one.")
    private int grpcPort;

    @Override
    public Integer call() throws Exception {
        FolderLock.requireFree("run", run);
        RunFolder folder = RunFolder.ended(run);
        int http = FreePort.of(port);
        int grpc = FreePort.of("--grpc-port", grpcPort);
        CountDownLatch end = new CountDownLatch(1);
        try (RunServer server = RunServer.start(folder, http, grpc)) {
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "Serving %s at http://127.0.0.1:%d and, by gRPC, 127.0.0.1:%d. Ctrl-C ends it.%n", run, http, grpc);
            out.flush();
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CommandLine.ExitCode.OK;
    }
}

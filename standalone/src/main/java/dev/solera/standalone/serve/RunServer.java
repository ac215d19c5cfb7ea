package dev.solera.standalone.serve;

import dev.solera.gateway.GatewayApplication;
import dev.solera.gateway.live.TelemetrySource;
import dev.solera.gateway.model.Models;
import dev.solera.gateway.snapshot.StackSnapshot;
import dev.solera.standalone.export.RunExport;
import dev.solera.standalone.report.RecordedTelemetry;
import dev.solera.standalone.report.RunFolder;
import java.io.IOException;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** A gateway that serves a run which has ended, without a broker. */
public final class RunServer implements AutoCloseable {

    private static final String ADDRESS = "127.0.0.1";

    /** Clients that are answered at the same time: the others of this process's services would be content with fewer. */
    private static final int CLIENTS = 64;

    private final ConfigurableApplicationContext context;

    private RunServer(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Returns when it answers.
     *
     * @param port of HTTP
     * @param grpcPort of gRPC
     * @throws IllegalArgumentException where the run's parameters cannot be served
     */
    public static RunServer start(RunFolder folder, int port, int grpcPort) throws IOException {
        RunExport run = new RunExport(folder);
        StackSnapshot snapshot = run.snapshot();
        FolderSnapshots snapshots = new FolderSnapshots(snapshot);
        Map<String, Object> settings = Map.ofEntries(
                Map.entry("spring.config.name", "solera-standalone"),
                Map.entry("server.port", port),
                Map.entry("server.tomcat.threads.max", CLIENTS),
                Map.entry("spring.grpc.server.enabled", true),
                Map.entry("spring.grpc.server.address", ADDRESS),
                Map.entry("spring.grpc.server.port", grpcPort),
                Map.entry("spring.grpc.server.inbound.message.max-size", "32MB"),
                Map.entry("solera.gateway.broker", false),
                Map.entry("solera.gateway.gallery.file", folder.gallery().toString()),
                Map.entry("solera.run", snapshot.run()));
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        environment.getPropertySources().addFirst(new MapPropertySource("serve", settings));
        TelemetrySource telemetry = new RecordedTelemetry(folder, snapshot.run());
        ConfigurableApplicationContext context = new SpringApplicationBuilder(GatewayApplication.class)
                .environment(environment)
                .web(WebApplicationType.SERVLET)
                .initializers(one -> {
                    one.getBeanFactory().registerSingleton("pipelineDefinition", run.definition());
                    one.getBeanFactory().registerSingleton("snapshotSource", snapshots);
                    one.getBeanFactory().registerSingleton("telemetrySource", telemetry);
                })
                .run();
        RunServer server = new RunServer(context);
        if (!server.isReady()) {
            server.close();
            throw new IllegalArgumentException(
                    "run %s cannot be served: its parameters give no numbers".formatted(folder.path()));
        }
        return server;
    }

    private boolean isReady() {
        return context.getBean(Models.class)
                .hold()
                .map(stack -> {
                    stack.release();
                    return true;
                })
                .orElse(false);
    }

    @Override
    public void close() {
        context.close();
    }
}

package dev.solera.harness.process;

import dev.solera.gateway.GatewayApplication;
import dev.solera.ingest.IngestServiceApplication;
import dev.solera.module.ModuleServiceApplication;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.probe.ProbeApplication;
import dev.solera.standalone.Solera;
import dev.solera.standalone.port.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A broker and the services of a run, each a process of its own, as they would be on several machines.
 *
 * <pre>
 * pipeline.yaml                     what they train
 * broker/  checkpoints/  modules/   what outlives the processes
 * logs/broker.log ...               what they print
 * </pre>
 */
public final class ProcessStack implements AutoCloseable {

    public static final String BROKER = "broker";
    public static final String INGEST = "ingest";
    public static final String PROBE = "probe";
    public static final String GATEWAY = "gateway";

    private final ProcessSettings settings;
    private final int port;
    private final int gatewayPort;
    private final Path pipeline;
    private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
    private final List<ChildProcess> superseded = new ArrayList<>();

    /** Makes the folder; starts nothing yet. */
    public ProcessStack(ProcessSettings settings) throws IOException {
        this.settings = settings;
        List<Integer> ports = FreePort.any(2);
        this.port = ports.get(0);
        this.gatewayPort = ports.get(1);
        this.pipeline = settings.folder().resolve("pipeline.yaml");
        Files.createDirectories(settings.folder().resolve("logs"));
        Files.writeString(pipeline, PipelineDefinitions.format(settings.definition()));
        add(BROKER, Solera.class, List.of("broker", "--data", broker().toString(), "--port", "" + port));
        add(INGEST, IngestServiceApplication.class, service(settings.ingest()));
        for (ModuleRange modules : settings.definition().placement().services()) {
            add(modules.service(), ModuleServiceApplication.class, service(moduleProperties(modules)));
        }
        if (settings.listeners().contains(ProcessSettings.Listener.PROBE)) {
            add(PROBE, ProbeApplication.class, service(Map.of()));
        }
        if (settings.listeners().contains(ProcessSettings.Listener.GATEWAY)) {
            add(GATEWAY, GatewayApplication.class, service(Map.of("server.port", gatewayPort)));
        }
    }

    private Map<String, Object> moduleProperties(ModuleRange modules) {
        Map<String, Object> properties = new LinkedHashMap<>(settings.module());
        properties.put("solera.module.number", modules);
        properties.put("solera.module.output", modules());
        properties.put("solera.module.checkpoint.folder", checkpoints());
        return properties;
    }

    private List<String> service(Map<String, Object> own) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("spring.config.name", "solera-standalone");
        properties.put("server.port", 0);
        properties.put("logging.config", "classpath:logback-process.xml");
        properties.put("spring.kafka.bootstrap-servers", servers());
        properties.put("solera.pipeline", pipeline);
        properties.put("solera.run", settings.run());
        properties.putAll(settings.shared());
        properties.putAll(own);
        List<String> arguments = new ArrayList<>();
        properties.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return arguments;
    }

    private void add(String name, Class<?> mainClass, List<String> arguments) {
        Path log = settings.folder().resolve("logs").resolve(name + ".log");
        processes.put(
                name,
                new ChildProcess(
                        name, settings.options(), settings.environment(), mainClass.getName(), arguments, log));
    }

    public String servers() {
        return "127.0.0.1:" + port;
    }

    /** Where the gateway answers, the same after a restart. */
    public URI gateway() {
        return URI.create("http://127.0.0.1:" + gatewayPort);
    }

    /** The data of the broker. */
    public Path broker() {
        return settings.folder().resolve("broker");
    }

    public Path modules() {
        return settings.folder().resolve("modules");
    }

    public Path checkpoints() {
        return settings.folder().resolve("checkpoints");
    }

    /** Whether a service of modules, by its name, has written a checkpoint that is still there. */
    public boolean hasCheckpoint(String module) {
        Path folder = checkpoints().resolve(settings.run()).resolve(module);
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".checkpoint"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException where there is none of that name */
    public ChildProcess process(String name) {
        ChildProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException("process is %s; allowed: %s".formatted(name, processes.keySet()));
        }
        return process;
    }

    /** Puts another process in the place of one that goes on by itself. */
    public ChildProcess supersede(String name) {
        ChildProcess successor = process(name).successor();
        superseded.add(processes.put(name, successor));
        return successor;
    }

    /** Those that work, in the order in which they depend on each other, the broker first. */
    public List<ChildProcess> processes() {
        return List.copyOf(processes.values());
    }

    /** Stops the services, all at once, then the broker. */
    @Override
    public void close() throws InterruptedException {
        for (ChildProcess process : superseded) {
            process.kill();
        }
        ChildProcess broker = process(BROKER);
        List<ChildProcess> services =
                processes().stream().filter(process -> process != broker).toList();
        services.forEach(ChildProcess::askToStop);
        for (ChildProcess service : services) {
            service.stop();
        }
        broker.stop();
    }
}

package dev.solera.standalone.chaos;

import dev.solera.ingest.IngestServiceApplication;
import dev.solera.module.ModuleServiceApplication;
import dev.solera.probe.ProbeApplication;
import dev.solera.standalone.Solera;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker and the services of a run, each a process of its own, as they would be on several machines.
 *
 * <pre>
 * broker/  checkpoints/  modules/   what outlives the processes
 * logs/broker.log ...               what they print
 * </pre>
 */
final class ProcessStack implements AutoCloseable {

    static final String BROKER = "broker";
    static final String INGEST = "ingest";
    static final String PROBE = "probe";

    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx1g", "-XX:TieredStopAtLevel=1");

    private final ChaosSettings settings;
    private final int port;
    private final Map<String, ChildProcess> processes = new LinkedHashMap<>();
    private final List<ChildProcess> superseded = new ArrayList<>();

    ProcessStack(ChaosSettings settings, Path pipeline, int port) {
        this.settings = settings;
        this.port = port;
        add(
                BROKER,
                Solera.class,
                List.of("broker", "--data", settings.folder().resolve("broker").toString(), "--port", "" + port));
        List<String> ingest = new ArrayList<>();
        settings.ingest().forEach((key, value) -> ingest.add("--" + key + "=" + value));
        add(INGEST, IngestServiceApplication.class, service(pipeline, ingest));
        for (int number = 1; number <= settings.definition().depth(); number++) {
            add(module(number), ModuleServiceApplication.class, service(pipeline, moduleSettings(number)));
        }
        add(PROBE, ProbeApplication.class, service(pipeline, List.of()));
    }

    static String module(int number) {
        return "module-" + number;
    }

    private List<String> moduleSettings(int number) {
        return List.of(
                "--solera.module.number=" + number,
                "--solera.module.output=" + modules(),
                "--solera.module.checkpoint.folder=" + checkpoints(),
                "--solera.module.checkpoint.steps=" + settings.checkpointSteps(),
                "--solera.module.checkpoint.keep=" + settings.checkpointsKept());
    }

    private List<String> service(Path pipeline, List<String> own) {
        List<String> arguments = new ArrayList<>(List.of(
                "--spring.config.name=solera-standalone",
                "--server.port=0",
                "--logging.config=classpath:logback-process.xml",
                "--spring.kafka.bootstrap-servers=" + servers(),
                "--spring.kafka.producer.properties.[delivery.timeout.ms]="
                        + settings.deliveryTimeout().toMillis(),
                "--spring.kafka.producer.properties.[request.timeout.ms]="
                        + settings.deliveryTimeout().toMillis() / 2,
                "--solera.pipeline=" + pipeline,
                "--solera.run=" + ChaosSettings.RUN));
        arguments.addAll(own);
        return arguments;
    }

    private void add(String name, Class<?> mainClass, List<String> arguments) {
        Path log = settings.folder().resolve("logs").resolve(name + ".log");
        processes.put(name, new ChildProcess(name, OPTIONS, mainClass.getName(), arguments, log));
    }

    String servers() {
        return "127.0.0.1:" + port;
    }

    Path modules() {
        return settings.folder().resolve("modules");
    }

    Path checkpoints() {
        return settings.folder().resolve("checkpoints");
    }

    /** @throws IllegalArgumentException where there is none of that name */
    ChildProcess process(String name) {
        ChildProcess process = processes.get(name);
        if (process == null) {
            throw new IllegalArgumentException("process is %s; allowed: %s".formatted(name, processes.keySet()));
        }
        return process;
    }

    /** Puts another process in the place of one that goes on by itself. */
    ChildProcess supersede(String name) {
        ChildProcess successor = process(name).successor();
        superseded.add(processes.put(name, successor));
        return successor;
    }

    /** Those that work. */
    List<ChildProcess> processes() {
        return List.copyOf(processes.values());
    }

    /** Stops the services, then the broker. */
    @Override
    public void close() throws InterruptedException {
        for (ChildProcess process : superseded) {
            process.kill();
        }
        List<ChildProcess> all = processes();
        for (int i = all.size() - 1; i >= 0; i--) {
            all.get(i).stop();
        }
    }
}

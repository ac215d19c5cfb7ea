package dev.solera.helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A service as its container would run it, in a JVM of its own: with the variables of image and rendering, and what is mounted
 * in a folder. Only where the broker is, and the port, are this machine's.
 */
final class ServiceProcess implements AutoCloseable {

    private static final int GRACE_SECONDS = 20;
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    /** Where the image has unpacked the engine, and where it would unpack it else. */
    private static final Set<String> ENGINE = Set.of("PYTORCH_LIBRARY_PATH", "DJL_CACHE_DIR");

    private final Container container;
    private final Process process;
    private final Path log;

    private ServiceProcess(Container container, Process process, Path log) {
        this.container = container;
        this.process = process;
        this.log = log;
    }

    /** @param folder that stands for the container's file system */
    static ServiceProcess start(Workload workload, Rendering rendering, String brokers, Path folder)
            throws IOException, URISyntaxException {
        Container container = workload.container();
        Class<?> application = Environment.SERVICES.get(container.getName());
        Path log = Files.createDirectories(folder).resolve("log");
        Map<String, String> environment = Image.environment(container.getName());
        environment.keySet().removeAll(ENGINE);
        environment.putAll(Environment.of(container));
        List<Mount> mounts = Mount.of(container, workload, rendering);
        for (Mount mount : mounts) {
            write(mount, folder.resolve(Path.of("/").relativize(mount.path())), rendering);
        }
        environment.replaceAll((name, value) -> local(value, mounts, folder));
        environment.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", brokers);
        environment.put("SERVER_PORT", "0");
        environment.put("SOLERA_GATEWAY_GRPC_PORT", "0");
        environment.put("LOGGING_LEVEL_ORG_SPRINGFRAMEWORK_BOOT_TOMCAT", "info"); // which says where it listens
        long memory = container
                .getResources()
                .getLimits()
                .get("memory")
                .getNumericalAmount()
                .longValueExact();
        // Its own application.yaml comes first.
        Path own = Path.of(
                application.getProtectionDomain().getCodeSource().getLocation().toURI());
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:MaxRAM=" + memory,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        own + ":" + System.getProperty("java.class.path"),
                        application.getName()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SOLERA_") || name.startsWith("SPRING_"));
        builder.environment().putAll(environment);
        return new ServiceProcess(container, builder.start(), log);
    }

    /** A path into a volume leads into the folder instead. */
    private static String local(String value, List<Mount> mounts, Path folder) {
        return mounts.stream()
                .map(mount -> value.indexOf(mount.path().toString()))
                .filter(at -> at >= 0)
                .findFirst()
                .map(at -> value.substring(0, at) + folder + value.substring(at))
                .orElse(value);
    }

    private static void write(Mount mount, Path local, Rendering rendering) throws IOException {
        Files.createDirectories(local);
        for (Map.Entry<String, Mount.Key> file : mount.files().orElse(Map.of()).entrySet()) {
            Mount.Key key = file.getValue();
            String text = rendering.get(ConfigMap.class, key.object()).getData().get(key.key());
            Files.writeString(local.resolve(file.getKey()), text);
        }
    }

    /** Where it answers, once it says so. */
    Optional<String> address() {
        return PORT.matcher(log())
                .results()
                .map(said -> "127.0.0.1:" + said.group(1))
                .findFirst();
    }

    /**
     * What the service answers.
     *
     * @param status 0 where nobody answers yet
     */
    record Answer(int status, String body) {}

    /** What it answers to the cluster. */
    Answer answer(Probe probe) {
        return answer(probe.getHttpGet().getPath());
    }

    /** @throws IllegalStateException where it has ended */
    Answer answer(String path) {
        if (!process.isAlive()) {
            throw new IllegalStateException("it has ended; " + log());
        }
        Optional<String> address = address();
        if (address.isEmpty()) {
            return new Answer(0, "");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address.get() + path))
                .build();
        try {
            HttpResponse<String> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** What it has printed. */
    String log() {
        try {
            return container.getName() + " printed: " + Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Container container() {
        return container;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}

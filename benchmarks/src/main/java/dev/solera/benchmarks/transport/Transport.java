package dev.solera.benchmarks.transport;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.benchmarks.transport.TransportReport.Turn;
import dev.solera.benchmarks.transport.TransportSettings.Way;
import dev.solera.harness.process.ChildProcess;
import dev.solera.standalone.Solera;
import dev.solera.standalone.port.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.springframework.util.FileSystemUtils;

/**
 * Sends samples through a broker, a process of its own, to a reader in this process: by size, precision and compression. In every
 * round each way of travelling has its turn, on a topic of its own.
 */
public final class Transport {

    private static final long SEED = 1;
    private static final int WARM_UP = 3;
    /** For the broker to start, too. */
    private static final int PATIENCE_MILLIS = 300_000;

    /** Beside the values: what else a record has, and what compression may add. */
    private static final int ROOM = 1 << 20;

    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx1024m");

    private final TransportSettings settings;
    private final Consumer<String> say;
    private final Path data;
    private final int port;
    private int topics;

    /** @param say told how far it has come, a line each */
    public Transport(TransportSettings settings, Consumer<String> say) throws IOException {
        this.settings = settings;
        this.say = say;
        Files.createDirectories(settings.folder());
        data = settings.folder().resolve("broker");
        port = FreePort.any(1).get(0);
    }

    public TransportReport run() throws IOException, InterruptedException, ExecutionException {
        ChildProcess broker = new ChildProcess(
                "broker",
                OPTIONS,
                Map.of(),
                Solera.class.getName(),
                List.of("broker", "--data", data.toString(), "--port", "" + port),
                settings.folder().resolve("broker.log"));
        broker.start(List.of());
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MILLIS))) {
            Map<Way, List<Turn>> turns = new LinkedHashMap<>();
            for (int size : settings.sizes()) {
                List<Way> ways = settings.ways(size);
                turn(admin, ways.get(0));
                ways.forEach(way -> turns.put(way, new ArrayList<>()));
                for (int round = 0; round < settings.rounds(); round++) {
                    List<Way> order = new ArrayList<>(ways);
                    Collections.rotate(order, round);
                    for (Way way : order) {
                        turns.get(way).add(turn(admin, way));
                    }
                }
                say.accept("transport: samples of %d MB".formatted(size));
            }
            return new TransportReport(settings, turns);
        } finally {
            broker.kill();
            FileSystemUtils.deleteRecursively(data);
        }
    }

    private Turn turn(Admin admin, Way way) throws IOException, InterruptedException, ExecutionException {
        String topic = "transport-" + topics++;
        ActivationCodec codec = way.codec();
        int largest = Math.toIntExact(codec.bytesPerSample()) + ROOM;
        admin.createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())
                        .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(largest)))))
                .all()
                .get();
        Sample sample = sample(codec);
        try (Line line = new Line(servers(), topic, codec, way.compression(), largest)) {
            line.duration(Collections.nCopies(WARM_UP, sample));
            List<Long> latencies = new ArrayList<>();
            for (int i = 0; i < settings.alone(); i++) {
                latencies.add(line.latency(sample));
            }
            long duration = line.duration(Collections.nCopies(settings.together(), sample));
            double bytes = (double) bytes(topic) / (WARM_UP + settings.alone() + settings.together());
            return new Turn(latencies, duration, bytes);
        } finally {
            admin.deleteTopics(List.of(topic)).all().get();
        }
    }

    /** Half zeros and half noise, as what a convolution with ReLU hands on before it is trained. */
    private static Sample sample(ActivationCodec codec) {
        SplittableRandom random = new SplittableRandom(SEED);
        float[] values = new float[codec.shape().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.max(0, random.nextGaussian());
        }
        return new Sample(0, Purpose.TRAIN, 0, 1, Map.of(), codec.shape(), values);
    }

    /** Of the files that the broker keeps the records in, as it keeps what it is sent. */
    private long bytes(String topic) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve(topic + "-0"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private String servers() {
        return "127.0.0.1:" + port;
    }
}

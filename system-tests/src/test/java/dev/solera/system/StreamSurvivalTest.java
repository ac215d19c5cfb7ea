package dev.solera.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.checkpoint.CrashPoint;
import dev.solera.harness.chaos.ChaosPlan;
import dev.solera.harness.chaos.ChaosReport;
import dev.solera.harness.chaos.ChaosRun;
import dev.solera.harness.chaos.ChaosSettings;
import dev.solera.harness.chaos.Disturbance;
import dev.solera.ingest.IngestServiceApplication;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.standalone.broker.EmbeddedBroker;
import dev.solera.stream.StreamItem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * The promises of a run that is fed from a topic of another cluster, whose records are joined by key, and whose processes die: every
 * frame once, and the bits of the lock-step loop over what an undisturbed ingest feeds.
 */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class StreamSurvivalTest {

    private static final int RECORDS = 400;
    private static final int FRAMES = 2000;
    private static final int SENSORS = 4;
    private static final int RECORDS_OF_A_RECORDING = 10;
    /** Of 20,000 frames, the last window padded. */
    private static final int WINDOWS_OF_A_RECORDING = 8;

    private static final int PARTITIONS = 2;
    private static final long SEED = 23;
    private static final String TOPIC = "motion";

    private static final String YAML = """
            pipeline: streamed
            input: {kind: audio, sample-rate: 50, channels: 3, window: 2560}
            batch: 8
            learning-rate: 1e-3
            seed: 3
            wire: {precision: bfloat16, partitions: 2, record-bytes: 65536, segment-bytes: 1048576}
            flow: {lag-bound: %d, in-flight: 9}
            snapshot-samples: 96
            loss: {prediction-steps: 4, sub-window: 24, negatives: {form: shared, count: 16}}
            modules:
              - encoder: [{channels: 32, kernel: 10, stride: 5, padding: 2}]
                loss: {windowed: true}
              - encoder: [{channels: 32, kernel: 8, stride: 4, padding: 2}]
            """;

    private static final PipelineDefinition PIPELINE = PipelineDefinitions.parse(YAML.formatted(24));

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldEndWithTheSameBitsWhenIngestModulesAndBrokerAreKilledAgainAndAgain() throws Exception {
        System.out.println("seed of the kills: " + SEED);
        try (EmbeddedBroker source = EmbeddedBroker.start(folder.resolve("source"))) {
            // given
            produce(source.bootstrapServers());
            Map<String, Object> ingest = Map.of(
                    "solera.ingest.source",
                    "kafka:" + TOPIC,
                    "solera.ingest.held-out",
                    "hash:0.1",
                    "solera.ingest.stream.kafka.bootstrap-servers",
                    source.bootstrapServers(),
                    "solera.ingest.stream.values",
                    "int16",
                    "solera.ingest.stream.shuffle",
                    64,
                    "solera.ingest.stream.join",
                    "key",
                    "solera.ingest.stream.until",
                    "end");
            List<Sample> undisturbed = undisturbed(source.bootstrapServers(), ingest);
            assertThat(undisturbed.size()).isEqualTo(RECORDS / RECORDS_OF_A_RECORDING * WINDOWS_OF_A_RECORDING);
            long train = undisturbed.stream()
                    .filter(sample -> sample.purpose() == Purpose.TRAIN)
                    .count();
            List<Disturbance> plan = Stream.concat(
                            ChaosPlan.random(6, SEED, PIPELINE.placement()).stream(),
                            Stream.of(
                                    new Disturbance.CrashAt("ingest", CrashPoint.MID_BATCH_PUBLISH, 30),
                                    new Disturbance.Kill("ingest", 0.4)))
                    .toList();
            ChaosSettings settings = new ChaosSettings(
                    PIPELINE,
                    ingest,
                    train / PIPELINE.batch(),
                    5,
                    50,
                    Duration.ofSeconds(60),
                    Duration.ofMinutes(6),
                    SmallRun.options(),
                    folder.resolve("run"));

            // when
            List<String> story = new ArrayList<>();
            ChaosReport report = new ChaosRun(settings, plan, story::add, Optional.of(undisturbed::iterator)).run();
            System.out.println(String.join(System.lineSeparator(), story));

            // then
            assertThat(report.faults()).isEmpty();
            assertThat(report.samplesUnseen()).isZero();
            assertThat(report.deaths())
                    .hasSize(8)
                    .extracting(ChaosReport.Death::process)
                    .contains("broker", "ingest", "module-1", "module-2", "probe");
            assertThat(report.duplicatesDropped()).isPositive();
        }
    }

    /** What ingest feeds where nothing happens and nobody is waited for. */
    private List<Sample> undisturbed(String brokers, Map<String, Object> ingest) throws Exception {
        Path definition = Files.writeString(folder.resolve("undisturbed.yaml"), YAML.formatted(100_000));
        Map<String, Object> properties = new HashMap<>(ingest);
        properties.put("spring.config.name", "solera-standalone");
        properties.put("solera.pipeline", definition);
        properties.put("spring.kafka.bootstrap-servers", brokers);
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--%s=%s".formatted(property.getKey(), property.getValue()))
                .toArray(String[]::new);
        List<Sample> samples = new ArrayList<>();
        try (var service = new SpringApplicationBuilder(IngestServiceApplication.class)
                        .web(WebApplicationType.NONE)
                        .run(arguments);
                ActivationConsumer consumer =
                        service.getBean(SoleraStreams.class).consumer("undisturbed", 0)) {
            for (Optional<StreamItem> item = consumer.take(); item.isPresent(); item = consumer.take()) {
                if (item.orElseThrow() instanceof StreamItem.Arrived sample) {
                    samples.add(sample.sample());
                }
            }
        }
        return samples;
    }

    /** Each sensor begins a recording every ten records; each record is three sine waves and a noise of its own. */
    private static void produce(String brokers) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers);
        try (Admin admin = Admin.create(settings)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                ByteBuffer frames =
                        ByteBuffer.allocate(3 * FRAMES * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                double period = random.nextDouble(5, 50);
                for (int t = 0; t < FRAMES; t++) {
                    for (int axis = 0; axis < 3; axis++) {
                        double value = Math.sin(t / period + axis) + random.nextDouble(-0.2, 0.2);
                        frames.putShort((short) Math.round(10_000 * value));
                    }
                }
                int sensor = i % SENSORS;
                byte[] key = ("sensor-" + sensor).getBytes(StandardCharsets.UTF_8);
                var record = new ProducerRecord<>(TOPIC, sensor % PARTITIONS, key, frames.array());
                if (i / SENSORS % RECORDS_OF_A_RECORDING == 0) {
                    record.headers().add("solera-begin", new byte[0]);
                }
                Future<RecordMetadata> sent = producer.send(record);
                if (i < 5) { // until a broker knows a producer, records that are sent again may be overtaken
                    sent.get();
                }
            }
        }
    }
}

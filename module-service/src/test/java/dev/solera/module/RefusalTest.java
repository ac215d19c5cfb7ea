package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** What a module refuses: what it says, what it counts, and what it keeps. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class RefusalTest {

    private final String brokers;

    @TempDir
    private Path folder;

    RefusalTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldPutARecordAsideAndTrainOnTheOthersWhenItCannotBeRead() throws Exception {
        // given
        PipelineDefinition pipeline = definition("poison", "1e-3");
        List<Sample> input = TestRun.samples(pipeline, 8, 0);
        try (ConfigurableApplicationContext source = source();
                ConfigurableApplicationContext service = service();
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0)) {
            // when
            put(pipeline, "not a safetensors document".getBytes(StandardCharsets.UTF_8));
            TestRun.publish(publisher, input, 1);

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(state(service)).isEqualTo("finished"));
            assertThat(meter(service, "dead_letters_records_total")).isEqualTo(1);
            assertThat(meter(service, "steps_total")).isEqualTo(2);
            ConsumerRecord<byte[], byte[]> letter = deadLetter(pipeline);
            assertThat(letter.value()).asString().isEqualTo("not a safetensors document");
            assertThat(header(letter, "kafka_dlt-original-topic")).isEqualTo("solera.poison.activations.0");
            assertThat(letter.headers().lastHeader("kafka_dlt-original-offset").value())
                    .isEqualTo(new byte[Long.BYTES]);
            assertThat(header(letter, "kafka_dlt-exception-message")).contains("header solera-format is missing");
        }
    }

    @Test
    void shouldFailAndKeepTheLastGoodCheckpointWhenTheLossIsNotFinite() throws Exception {
        // given a batch that is fine, and one whose values are finite and too large to compute with
        PipelineDefinition pipeline = definition("overflow", "1e-3");
        List<Sample> input = new ArrayList<>(TestRun.samples(pipeline, 8, 0));
        for (int i = 5; i < input.size(); i++) {
            input.set(i, changed(input.get(i), value -> value * 1e37f));
        }
        try (ConfigurableApplicationContext source = source();
                ConfigurableApplicationContext service = service();
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0)) {
            // when
            publisher.publish(routed(input.subList(0, 5)), 0);
            await().atMost(Duration.ofSeconds(60)).until(() -> !checkpoints().isEmpty());
            publisher.publish(routed(input.subList(5, input.size())), 0);

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(state(service)).isEqualTo("failed"));
            assertThat(TestRun.get(service, "/actuator/health/readiness")).contains("loss", "NaN", "allowed");
            assertThat(meter(service, "steps_total")).isEqualTo(1);
            assertThat(meter(service, "losses_not_finite_steps_total")).isEqualTo(1);
            assertThat(checkpoints()).hasSize(1);
        }
        assertThat(checkpoints()).hasSize(1);
    }

    @Test
    void shouldFailAndPublishNoneOfItWhenWhatItMadeIsNotFinite() throws Exception {
        // given a batch that is fine, and one with a held-out sample whose values are finite and too large to compute
        // with
        PipelineDefinition pipeline = definition("infinite", "1e-3");
        List<Sample> input = new ArrayList<>(TestRun.samples(pipeline, 8, 0));
        assertThat(input.get(4).purpose()).isEqualTo(Purpose.HELD_OUT);
        var random = new SplittableRandom(1);
        input.set(4, changed(input.get(4), value -> random.nextBoolean() ? 3e38f : -3e38f));
        try (ConfigurableApplicationContext source = source();
                ConfigurableApplicationContext service = service();
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0)) {
            // when
            publisher.publish(routed(input.subList(0, 4)), 0);
            await().atMost(Duration.ofSeconds(60)).until(() -> !checkpoints().isEmpty());
            List<Path> good = checkpoints();
            publisher.publish(routed(input.subList(4, input.size())), 0);

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(state(service)).isEqualTo("failed"));
            assertThat(TestRun.get(service, "/actuator/health/readiness"))
                    .contains("activations cannot be published: activations of sample 4 hold ")
                    .contains("hold Infinity; allowed in bfloat16: -3.39");
            assertThat(checkpoints()).isEqualTo(good);
            assertThat(published(pipeline)).isEqualTo(4);
        }
    }

    @Test
    void shouldFailAndLeaveTheCheckpointAloneWhenItIsOfAnotherDefinition() throws Exception {
        // given
        PipelineDefinition pipeline = definition("foreign", "1e-3");
        try (ConfigurableApplicationContext source = source();
                ConfigurableApplicationContext service = service();
                ActivationPublisher publisher =
                        source.getBean(SoleraStreams.class).publisher("source", 0)) {
            TestRun.publish(publisher, TestRun.samples(pipeline, 8, 0), 1);
            await().atMost(Duration.ofSeconds(60)).until(() -> state(service).equals("finished"));
        }
        Map<Path, byte[]> before = contents(checkpoints());

        // when
        definition("foreign", "2e-3");
        try (ConfigurableApplicationContext service = service()) {
            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(state(service)).isEqualTo("failed"));
            assertThat(TestRun.get(service, "/actuator/health/readiness"))
                    .contains(".checkpoint", "definition", "allowed")
                    .contains("\"status\":\"DOWN\"");
            assertThat(meter(service, "restores_total")).isZero();
        }
        assertThat(contents(checkpoints())).usingRecursiveComparison().isEqualTo(before);
    }

    private PipelineDefinition definition(String name, String learningRate) throws IOException {
        return TestRun.oneModule(folder.resolve("pipeline.yaml"), name, learningRate);
    }

    private ConfigurableApplicationContext source() {
        return TestRun.start(
                brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, folder.resolve("pipeline.yaml"));
    }

    private ConfigurableApplicationContext service() {
        return TestRun.start(
                brokers,
                ModuleServiceApplication.class,
                WebApplicationType.SERVLET,
                folder.resolve("pipeline.yaml"),
                "solera.module.number=1",
                "solera.module.output=" + folder.resolve("modules"),
                "solera.module.checkpoint.folder=" + folder.resolve("checkpoints"),
                "solera.module.checkpoint.steps=1",
                "server.port=0");
    }

    /** Empty where it has changed while its gauges were asked one after the other. */
    private static String state(ConfigurableApplicationContext service) throws Exception {
        return TestRun.get(service, "/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith("solera_service_state{") && line.endsWith(" 1.0"))
                .map(line -> line.replaceAll(".*state=\"(\\w+)\".*", "$1"))
                .findFirst()
                .orElse("");
    }

    private static double meter(ConfigurableApplicationContext service, String name) throws Exception {
        return TestRun.get(service, "/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith("solera_module_" + name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private List<Path> checkpoints() throws IOException {
        if (!Files.isDirectory(folder.resolve("checkpoints"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder.resolve("checkpoints"))) {
            return files.filter(file -> file.toString().endsWith(".checkpoint"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<Path, byte[]> contents(List<Path> files) throws IOException {
        Map<Path, byte[]> contents = new TreeMap<>();
        for (Path file : files) {
            contents.put(file, Files.readAllBytes(file));
        }
        return contents;
    }

    private static List<RoutedSample> routed(List<Sample> samples) {
        return samples.stream().map(sample -> new RoutedSample(0, sample)).toList();
    }

    private static Sample changed(Sample sample, UnaryOperator<Float> change) {
        float[] values = sample.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = change.apply(values[i]);
        }
        return new Sample(
                sample.sequence(),
                sample.purpose(),
                sample.recording(),
                sample.valid(),
                sample.labels(),
                sample.shape(),
                values);
    }

    private void put(PipelineDefinition pipeline, byte[] value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", brokers),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topics(pipeline).activations(0), 0, null, value))
                    .get();
        }
    }

    /** Samples that the module has handed on. */
    private long published(PipelineDefinition pipeline) throws Exception {
        var partition = new TopicPartition(topics(pipeline).activations(1), 0);
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", brokers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long samples = 0;
            for (long end = consumer.endOffsets(List.of(partition)).get(partition);
                    consumer.position(partition) < end; ) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    samples = RecordHeader.read(record.headers()).lastSequence() + 1;
                }
            }
            return samples;
        }
    }

    private ConsumerRecord<byte[], byte[]> deadLetter(PipelineDefinition pipeline) {
        var partition = new TopicPartition(topics(pipeline).deadLetters(0), 0);
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", brokers, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            var letters = consumer.poll(Duration.ofSeconds(20)).records(partition);
            assertThat(letters).hasSize(1);
            return letters.get(0);
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static Topics topics(PipelineDefinition pipeline) {
        return new Topics(pipeline.pipeline());
    }
}

package dev.solera.service;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.TopicProvisioner;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.StreamItem;
import dev.solera.stream.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** One pipeline on a test's broker, with the samples of its stages made from a seed. */
public final class TestStreams implements AutoCloseable {

    static final String RUN = "test-run";
    private static final int FRAMES = 4;
    private static final int SMALL_RECORDS = 4096;
    private static final AtomicInteger PIPELINES = new AtomicInteger();

    public final PipelineDefinition definition;
    public final Topics topics;
    public final MeterRegistry meters = new SimpleMeterRegistry();
    public final ServiceFailure failure = new ServiceFailure();
    public final KafkaClients clients;
    final TelemetryPublisher telemetry;
    public final TopicProvisioner provisioner;

    public TestStreams(String brokers, PipelineDefinition definition) {
        this(brokers, definition, Map.of());
    }

    /** @param producing settings of producers */
    public TestStreams(String brokers, PipelineDefinition definition, Map<String, Object> producing) {
        this.definition = definition;
        this.topics = new Topics(definition.pipeline());
        Map<String, Object> settings = Map.of("bootstrap.servers", brokers);
        Map<String, Object> producers = new HashMap<>(producing);
        producers.putAll(settings);
        clients = new KafkaClients(settings, producers, settings, meters, failure);
        telemetry = new TelemetryPublisher(definition, RUN, clients);
        provisioner = new TopicProvisioner(definition, clients, true, Duration.ofSeconds(30));
    }

    /** A pipeline of its own, with records of a few samples. */
    static TestStreams open(String brokers, String precision, int partitions) {
        String name = "stream-" + PIPELINES.incrementAndGet();
        return new TestStreams(brokers, definition(name, precision, partitions, SMALL_RECORDS));
    }

    /** Two modules on windows of 320 samples; stage 1 is [8, 40], stage 2 [8, 20]. */
    public static PipelineDefinition definition(String name, String precision, int partitions, int recordBytes) {
        return PipelineDefinitions.parse("""
                pipeline: %s
                input: {kind: audio, sample-rate: 8000, window: 320}
                batch: 4
                learning-rate: 2e-4
                seed: 1
                wire: {precision: %s, compression: lz4, record-bytes: %d, partitions: %d}
                flow: {lag-bound: 16, in-flight: 8}
                loss: {prediction-steps: 2, sub-window: 8, negatives: {form: shared, count: 4}}
                modules:
                  - encoder: [{channels: 8, kernel: 8, stride: 8, padding: 0}]
                  - encoder: [{channels: 8, kernel: 4, stride: 2, padding: 1}]
                """.formatted(name, precision, recordBytes, partitions));
    }

    public SoleraStreams streams() {
        return streams(RUN);
    }

    public SoleraStreams streams(String run) {
        return new SoleraStreams(definition, run, clients, provisioner, telemetry, failure);
    }

    /** Of the definition that the streams are of. */
    String identity() {
        return Identity.of(definition);
    }

    /** Samples by their global index, routed as ingest does; every fifth is held out. */
    List<RoutedSample> samples(int depth, int from, int count) {
        List<RoutedSample> samples = new ArrayList<>();
        int partitions = definition.wire().partitions();
        for (int index = from; index < from + count; index++) {
            samples.add(new RoutedSample(
                    RoutedSample.partitionOf(index, partitions),
                    sample(depth, index, RoutedSample.sequenceOf(index, partitions))));
        }
        return samples;
    }

    private Sample sample(int depth, int index, long sequence) {
        ActivationShape shape = definition.stages().get(depth).shape();
        var random = new SplittableRandom(index);
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-2, 2);
        }
        int[] phones = new int[FRAMES];
        Arrays.setAll(phones, i -> random.nextInt(-1, 40));
        Purpose purpose = index % 5 == 4 ? Purpose.HELD_OUT : Purpose.TRAIN;
        return new Sample(
                sequence,
                purpose,
                index,
                300 + index % 20,
                Map.of("speaker", new int[] {index % 7}, "phone", phones),
                shape,
                values);
    }

    static StreamCounts counts(int partition, List<RoutedSample> samples) {
        StreamCounts counts = StreamCounts.NONE;
        for (RoutedSample routed : samples) {
            counts = routed.partition() == partition ? counts.plus(routed.sample()) : counts;
        }
        return counts;
    }

    /** Takes everything up to the end of the topic. */
    static List<StreamItem> drain(ActivationConsumer consumer) throws InterruptedException {
        List<StreamItem> items = new ArrayList<>();
        for (Optional<StreamItem> item = consumer.take(); item.isPresent(); item = consumer.take()) {
            items.add(item.get());
        }
        return items;
    }

    /** Publishes as module 2 does, its first sample at a sequence; returns once all are there. */
    void publishFrom(int first, List<RoutedSample> samples) throws InterruptedException {
        var before = List.of(StreamCounts.NONE.plusSkipped(first));
        try (var publisher = streams().publisher("module-2", 2, before)) {
            publisher.publish(samples, 1);
            publisher.awaitDelivered();
        }
    }

    /** Puts a value with a header on partition 0 of stage 2 and waits until it is there. */
    public void put(RecordHeader header, byte[] value) {
        var record = new ProducerRecord<byte[], byte[]>(topics.activations(2), 0, null, value);
        header.write(record.headers());
        put(record);
    }

    /** Puts a raw record on a topic and waits until it is there. */
    public void put(ProducerRecord<byte[], byte[]> record) {
        try (var producer = clients.producer("", Map.of())) {
            producer.send(record).join();
        }
    }

    /** All records of a topic's partition. */
    public List<ConsumerRecord<byte[], byte[]>> records(String topic, int partition) {
        var own = new TopicPartition(topic, partition);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = clients.consumers("", new HashMap<>()).createConsumer()) {
            consumer.assign(List.of(own));
            consumer.seekToBeginning(List.of(own));
            long end = consumer.endOffsets(List.of(own)).get(own);
            while (consumer.position(own) < end) {
                consumer.poll(Duration.ofMillis(200)).records(own).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        telemetry.destroy();
    }
}

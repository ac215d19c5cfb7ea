package dev.solera.system;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Watches the topic between the two modules of a run from outside: what is in it, by its records, and how much of that the
 * second module says that it has taken. Asked in this order, so that what lies between is never put too high.
 */
final class FlowWatch implements AutoCloseable {

    /** Until services have made their topics, or a broker is back. */
    private static final Duration START = Duration.ofMinutes(5);

    /** A broker answers nothing else on a connection while it holds a fetch. */
    private static final int FETCH_MILLIS = 10;

    private final int depth;
    private final KafkaConsumer<byte[], byte[]> activations;
    private final KafkaConsumer<byte[], byte[]> telemetry;
    private final Topics topics;
    private final Map<String, Map<String, Long>> finished = new HashMap<>();
    private final Map<Integer, StreamCounts> ends = new HashMap<>();
    private final List<Long> lags = new ArrayList<>();
    private long published;
    private long taken;

    FlowWatch(PipelineDefinition pipeline, String servers) {
        depth = pipeline.depth();
        topics = new Topics(pipeline.pipeline());
        List<String> names = new ArrayList<>();
        for (int k = 0; k <= depth; k++) {
            names.add(topics.activations(k));
        }
        activations = consumer(servers, names);
        telemetry = consumer(servers, List.of(topics.telemetry(), topics.positions()));
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String servers, List<String> topics) {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                        FETCH_MILLIS),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(
                topics.stream().map(topic -> new TopicPartition(topic, 0)).toList());
        return consumer;
    }

    /** Reads all that is new, and notes how much lies between the modules now. */
    void look(Duration patience) {
        drain(activations, patience, this::readRecord);
        drain(
                telemetry,
                patience,
                record -> TelemetryCodec.decode(record.value()).ifPresent(this::hear));
        if (published > 0 && !ends.containsKey(1)) {
            lags.add(Math.max(0, published - taken));
        }
    }

    /** Reads all that is there when it begins, however long the broker takes, and what comes within its patience. */
    private static void drain(
            KafkaConsumer<byte[], byte[]> consumer,
            Duration patience,
            Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), START);
        for (var records = consumer.poll(patience);
                !records.isEmpty() || isBefore(ends, consumer);
                records = consumer.poll(patience)) {
            records.forEach(reader);
        }
    }

    private static boolean isBefore(Map<TopicPartition, Long> ends, KafkaConsumer<byte[], byte[]> consumer) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    }

    private void readRecord(ConsumerRecord<byte[], byte[]> record) {
        RecordHeader header = RecordHeader.read(record.headers());
        if (header.kind() == RecordKind.END) {
            int k = Integer.parseInt(record.topic().substring(record.topic().lastIndexOf('.') + 1));
            ends.put(k, StreamCounts.decode(record.value()));
        } else if (record.topic().equals(topics.activations(1))) {
            published = header.lastSequence() + 1;
        }
    }

    private void hear(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Position position && position.stage() == 2) {
            taken = position.consumed().get(0);
        } else if (event instanceof TelemetryEvent.Finished service) {
            finished.put(service.service(), service.counts());
        } else if (event instanceof TelemetryEvent.Failed service) {
            throw new IllegalStateException(service.service() + " failed: " + service.cause());
        }
    }

    boolean isOver() {
        return ends.size() == depth + 1 && finished.containsKey("module-1") && finished.containsKey("module-2");
    }

    /** Samples that the first module has handed on. */
    long published() {
        return published;
    }

    /** Samples between the modules, at most, while the first one published. */
    long mostLag() {
        return lags.stream().mapToLong(Long::longValue).max().orElseThrow();
    }

    double partOfTimeWithLagOver(long lag) {
        return lags.stream().filter(seen -> seen > lag).count() / (double) lags.size();
    }

    Map<String, Long> finished(int module) {
        return finished.get("module-" + module);
    }

    long steps(int module) {
        return finished(module).get("steps");
    }

    /** What the end record at a depth says. */
    StreamCounts end(int k) {
        return ends.get(k);
    }

    /** In flow {@code latest} the first module may have published everything within one look. */
    @Override
    public String toString() {
        String lag = lags.isEmpty() ? "no lag seen" : "lag %d at most".formatted(mostLag());
        return "%d looks, %s, finished %s".formatted(lags.size(), lag, finished);
    }

    @Override
    public void close() {
        activations.close();
        telemetry.close();
    }
}

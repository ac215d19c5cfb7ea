package dev.solera.harness.chaos;

import dev.solera.activation.ActivationCodec;
import dev.solera.harness.process.RecordTap;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.TelemetryCodec;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads all topics of a run from their first record on: activations and parameters into the account, telemetry to a listener.
 */
final class Tap implements AutoCloseable {

    private final PipelineDefinition definition;
    private final Account account;
    private final Consumer<TelemetryEvent> listener;
    private final Map<String, Integer> depths = new HashMap<>();
    private final Map<String, Integer> parameters = new HashMap<>();
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private final RecordTap tap;

    Tap(PipelineDefinition definition, String servers, Account account, Consumer<TelemetryEvent> listener) {
        this.definition = definition;
        this.account = account;
        this.listener = listener;
        Topics topics = new Topics(definition.pipeline());
        for (int depth : definition.placement().topicDepths()) {
            depths.put(topics.activations(depth), depth);
        }
        for (int module = 1; module <= definition.depth(); module++) {
            parameters.put(topics.parameters(module), module);
        }
        tap = new RecordTap("solera-chaos-tap", servers, partitions(), this::read);
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> partitions = new ArrayList<>();
        partitions.add(new TopicPartition(new Topics(definition.pipeline()).telemetry(), 0));
        parameters.keySet().forEach(topic -> partitions.add(new TopicPartition(topic, 0)));
        for (String topic : depths.keySet()) {
            for (int p = 0; p < definition.wire().partitions(); p++) {
                partitions.add(new TopicPartition(topic, p));
            }
        }
        return partitions;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        if (parameters.containsKey(record.topic())) {
            account.snapshots().enter(parameters.get(record.topic()), record);
            return;
        }
        Integer depth = depths.get(record.topic());
        if (depth == null) {
            TelemetryCodec.decode(record.value()).ifPresent(listener);
            return;
        }
        var partition = new TopicPartition(record.topic(), record.partition());
        if (offsets.getOrDefault(partition, 0L) != record.offset()) {
            account.jumped(depth, record.partition());
        }
        offsets.put(partition, record.offset() + 1);
        RecordHeader header = RecordHeader.read(record.headers());
        if (header.kind() == RecordKind.ACTIVATIONS) {
            account.samples(
                    depth,
                    record.partition(),
                    ActivationCodec.of(definition, depth).decode(record.value()));
        } else {
            account.other(depth, record.partition(), header);
        }
    }

    /**
     * Reads all that is there by now.
     *
     * @throws RuntimeException where it could not read on
     */
    void readToTheEnd() throws InterruptedException {
        tap.readToTheEnd();
    }

    /** @throws RuntimeException where it could not read on */
    void requireAlive() {
        tap.requireAlive();
    }

    @Override
    public void close() throws InterruptedException {
        tap.close();
    }
}

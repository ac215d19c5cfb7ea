package dev.solera.module;

import dev.solera.stream.Topics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Which topics Kafka's clients of this process got records from. */
public final class TopicsRead implements ConsumerInterceptor<byte[], byte[]> {

    private static final Set<String> TOPICS = ConcurrentHashMap.newKeySet();

    /** Those of a pipeline. */
    static Set<String> of(String pipeline) {
        return TOPICS.stream().filter(new Topics(pipeline)::contains).collect(Collectors.toSet());
    }

    @Override
    public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
        records.partitions().forEach(partition -> TOPICS.add(partition.topic()));
        return records;
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> configs) {}
}

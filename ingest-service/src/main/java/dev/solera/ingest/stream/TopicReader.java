package dev.solera.ingest.stream;

import dev.solera.service.broker.KafkaClients;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads a topic's partitions as one. Up to ends that are given, records come by time, partition and offset, whatever arrives first;
 * without ends, that is so among those that are there. One thread reads.
 */
final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final String COMMITTED = "read_committed";

    private static final Comparator<ConsumerRecord<byte[], byte[]>> BY_TIME = Comparator.comparingLong(
                    (ConsumerRecord<byte[], byte[]> record) -> record.timestamp())
            .thenComparingInt(ConsumerRecord::partition);

    private final SourceTopic topic;
    private final List<TopicPartition> partitions;
    private final Consumer<byte[], byte[]> consumer;
    private final List<Deque<ConsumerRecord<byte[], byte[]>>> there = new ArrayList<>();
    private final AtomicLongArray next;
    private final AtomicLongArray reached;
    private Optional<List<Long>> ends = Optional.empty();

    TopicReader(SourceTopic topic, int partitions, KafkaClients clients) {
        this.topic = topic;
        this.partitions = topic.partitions(partitions);
        this.next = new AtomicLongArray(partitions);
        this.reached = new AtomicLongArray(partitions);
        this.consumer = clients.measuredConsumers(
                        "solera-ingest-source",
                        Map.of(
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "none",
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                COMMITTED))
                .createConsumer();
        this.partitions.forEach(partition -> there.add(new ArrayDeque<>()));
        consumer.assign(this.partitions);
    }

    /**
     * Goes on somewhere else.
     *
     * @param offsets of the next records, by partition
     * @param until offsets behind the last ones
     */
    void seek(List<Long> offsets, Optional<List<Long>> until) {
        ends = until;
        for (int p = 0; p < partitions.size(); p++) {
            there.get(p).clear();
            next.set(p, offsets.get(p));
            reached.set(p, offsets.get(p));
            consumer.seek(partitions.get(p), offsets.get(p));
        }
    }

    /** Offsets of the records that come next, by partition; any thread may ask. */
    List<Long> next() {
        return IntStream.range(0, partitions.size()).mapToObj(next::get).toList();
    }

    /**
     * The same, but behind what is no record, as the marks of transactions: where everything was taken, these are the topic's ends;
     * any thread may ask.
     */
    List<Long> reached() {
        return IntStream.range(0, partitions.size()).mapToObj(reached::get).toList();
    }

    /** Whether everything before the ends was taken. */
    boolean isAtEnd() {
        return ends.isPresent() && IntStream.range(0, partitions.size()).allMatch(this::isAtEnd);
    }

    private boolean isAtEnd(int partition) {
        return there.get(partition).isEmpty()
                && ends.filter(known -> consumer.position(partitions.get(partition)) >= known.get(partition))
                        .isPresent();
    }

    /**
     * The next record; empty where there is none for now.
     *
     * @throws DeletedRecordsException where it is no longer there
     */
    Optional<ConsumerRecord<byte[], byte[]>> take() {
        Optional<ConsumerRecord<byte[], byte[]>> first = first();
        if (first.isEmpty() && !isAtEnd()) {
            poll();
            first = first();
        }
        first.ifPresent(record -> {
            there.get(record.partition()).remove();
            next.set(record.partition(), record.offset() + 1);
            reached.set(record.partition(), record.offset() + 1);
        });
        return first;
    }

    /** Up to known ends, nothing is first as long as a partition may still have something earlier. */
    private Optional<ConsumerRecord<byte[], byte[]>> first() {
        for (int p = 0; p < partitions.size() && ends.isPresent(); p++) {
            if (there.get(p).isEmpty() && !isAtEnd(p)) {
                return Optional.empty();
            }
        }
        return there.stream()
                .filter(records -> !records.isEmpty())
                .map(Deque::element)
                .min(BY_TIME);
    }

    private void poll() {
        for (int p = 0; p < partitions.size(); p++) {
            List<TopicPartition> one = List.of(partitions.get(p));
            if (there.get(p).isEmpty() && !isAtEnd(p)) {
                consumer.resume(one);
            } else {
                consumer.pause(one);
            }
        }
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (ends.map(known -> record.offset() < known.get(record.partition()))
                        .orElse(true)) {
                    there.get(record.partition()).add(record);
                }
            }
        } catch (OffsetOutOfRangeException e) {
            throw gone(e);
        }
        for (int p = 0; p < partitions.size(); p++) {
            if (there.get(p).isEmpty()) {
                reached.set(p, consumer.position(partitions.get(p)));
            }
        }
    }

    private DeletedRecordsException gone(OffsetOutOfRangeException e) {
        Map.Entry<TopicPartition, Long> asked =
                e.offsetOutOfRangePartitions().entrySet().iterator().next();
        long first = topic.beginnings(partitions.size()).get(asked.getKey().partition());
        return new DeletedRecordsException(asked.getKey(), asked.getValue(), first, e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}

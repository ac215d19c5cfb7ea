package dev.solera.ingest.stream;

import dev.solera.service.broker.KafkaClients;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The records of a topic that a run was fed from, as far as they are still there. */
final class FedRecords implements AutoCloseable {

    private final SourceTopic topic;
    private final SourceStart start;
    private final List<Long> until;
    private final TopicReader reader;
    private final SourceWatch watch;
    private List<Long> from;

    /** @param until offsets behind the last ones, by partition */
    FedRecords(SourceTopic topic, SourceStart start, List<Long> until, KafkaClients clients, StreamMetrics metrics) {
        this.topic = topic;
        this.start = start;
        this.until = until;
        this.from = start.from();
        this.reader = new TopicReader(topic, start.partitions(), clients);
        this.watch = new SourceWatch(topic, start, () -> until, () -> false, metrics);
    }

    String name() {
        return topic.name();
    }

    int partitions() {
        return start.partitions();
    }

    /** Whether the topic has nothing more for the run behind them. */
    boolean isEndOfTopic() {
        return start.until().filter(until::equals).isPresent();
    }

    List<Long> until() {
        return until;
    }

    /** Offsets where reading began last, by partition. */
    List<Long> from() {
        return from;
    }

    /** Offsets of the first ones that are there now, by partition. */
    List<Long> there() {
        topic.ends(start); // records of another topic of this name are none of them
        return later(start.from(), topic.beginnings(start.partitions()));
    }

    /** Begins to read. */
    void from(List<Long> offsets) {
        from = offsets;
        reader.seek(offsets, Optional.of(until));
    }

    /** Goes on behind what was deleted. */
    void goOnBehind() {
        topic.ends(start);
        reader.seek(later(reader.next(), topic.beginnings(start.partitions())), Optional.of(until));
    }

    private List<Long> later(List<Long> offsets, List<Long> others) {
        return IntStream.range(0, until.size())
                .mapToObj(p -> Math.min(until.get(p), Math.max(offsets.get(p), others.get(p))))
                .toList();
    }

    /** Partitions whose first ones are no longer there where reading begins. */
    Set<Integer> cut() {
        return IntStream.range(0, until.size())
                .filter(p -> from.get(p) > start.from().get(p))
                .boxed()
                .collect(Collectors.toSet());
    }

    /** How many of them are no longer there where reading begins. */
    long deleted() {
        return IntStream.range(0, until.size())
                .mapToLong(p -> from.get(p) - start.from().get(p))
                .sum();
    }

    /**
     * The next one; empty where there is none for now.
     *
     * @throws DeletedRecordsException where it is no longer there
     * @throws RuntimeException what is wrong with the topic
     */
    Optional<ConsumerRecord<byte[], byte[]>> take() {
        watch.require(false);
        Optional<ConsumerRecord<byte[], byte[]>> record = reader.take();
        if (record.isEmpty() && !reader.isAtEnd()) {
            watch.require(true);
        }
        return record;
    }

    boolean isAtEnd() {
        return reader.isAtEnd();
    }

    @Override
    public void close() {
        watch.close();
        reader.close();
    }
}

package dev.solera.ingest.stream;

import dev.solera.media.UnreadableRecordingException;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.publisher.SourceDeadLetters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;

/** Makes blocks of a topic's records, one after the other. Only one thread uses it. */
final class BlockReader implements AutoCloseable {

    /** Without a record for so long, a topic is quiet. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final StreamSource source;
    private final SourceStart start;
    private final SourceDeadLetters letters;
    private final StreamMetrics metrics;
    private final TopicReader reader;
    private final SourceWatch watch;
    private Block<?> filling;
    private volatile long lastArrival = System.nanoTime();

    /**
     * @param clients of the topic's cluster
     * @param letters told of records that cannot be read; closed with this
     */
    BlockReader(
            StreamSource source,
            SourceTopic topic,
            SourceStart start,
            KafkaClients clients,
            SourceDeadLetters letters,
            StreamMetrics metrics) {
        this.source = source;
        this.start = start;
        this.letters = letters;
        this.metrics = metrics;
        this.filling = source.block();
        this.reader = new TopicReader(topic, start.partitions(), clients);
        this.watch = new SourceWatch(topic, start, reader::reached, this::isQuiet, metrics);
    }

    /** Goes on from a border of two blocks. */
    void goOn(List<Long> offsets) {
        filling = source.block();
        reader.seek(offsets, start.until());
    }

    /**
     * Makes a block again, and goes on behind it. What cannot be read of it was told before.
     *
     * @throws IllegalStateException where it is not what it was
     */
    Block.Full again(SourcePosition known) {
        filling = source.block();
        reader.seek(known.before().offsets(), Optional.of(known.after().offsets()));
        while (!reader.isAtEnd()) {
            take().ifPresentOrElse(this::addReadable, () -> watch.require(true));
        }
        Block.Full made =
                filling.full(known.block(), known.before(), known.after().offsets());
        if (!made.position().equals(known)) {
            throw new IllegalStateException(
                    "block of topic %s is %s now; allowed: %s, as it was fed before: its records were changed or deleted"
                            .formatted(source.topic(), made.position().text(), known.text()));
        }
        goOn(known.after().offsets());
        return made;
    }

    /** What is gone was not fed. */
    private Optional<ConsumerRecord<byte[], byte[]>> take() {
        try {
            return reader.take();
        } catch (DeletedRecordsException e) {
            metrics.lost(e.count());
            throw e.refusal();
        }
    }

    private void addReadable(ConsumerRecord<byte[], byte[]> record) {
        try {
            filling.add(record);
        } catch (UnreadableRecordingException e) {
            // There is a letter of it since the block was made for the first time.
        }
    }

    /**
     * The next block; empty where it is not full yet.
     *
     * @param number of it in the run
     * @param before what the run had
     * @throws RuntimeException what is wrong with the topic
     */
    Optional<Block.Full> next(long number, SourceState before) {
        watch.require(false);
        Optional<ConsumerRecord<byte[], byte[]>> record = take();
        record.ifPresent(this::add);
        boolean enough = filling.samples() >= source.settings().shuffle();
        if (enough || filling.samples() > 0 && reader.isAtEnd()) {
            Block.Full full = filling.full(number, before, reader.next());
            filling = source.block();
            return Optional.of(full);
        }
        if (record.isEmpty() && !reader.isAtEnd()) {
            watch.require(true);
        }
        return Optional.empty();
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        lastArrival = System.nanoTime();
        metrics.read();
        try {
            filling.add(record);
        } catch (UnreadableRecordingException e) {
            metrics.malformed();
            putAside(record, e.getMessage());
        }
    }

    private void putAside(ConsumerRecord<byte[], byte[]> record, String cause) {
        try {
            letters.put(record, cause);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Whether nothing new has come for a while, whatever is there; any thread may ask. */
    boolean isQuiet() {
        return System.nanoTime() - lastArrival >= QUIET.toNanos();
    }

    /** Whether there is nothing new, and has been nothing for a while. */
    boolean isIdle() {
        return isQuiet() && watch.isDrained();
    }

    /** Whether the topic has nothing more for the run. */
    boolean isAtEnd() {
        return reader.isAtEnd() && filling.samples() == 0;
    }

    @Override
    public void close() {
        watch.close();
        reader.close();
        letters.close();
    }
}

package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.publisher.SourceDeadLetters;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes blocks of a topic's records, one after the other. Only one thread uses it.
 *
 * @param <T> a recording
 */
final class BlockReader<T> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlockReader.class);

    /** Without a record for so long, a topic is quiet. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final RecordFeed<T> feed;
    private final SourceTopic topic;
    private final SourceStart start;
    private final SourceDeadLetters letters;
    private final StreamMetrics metrics;
    private final TopicReader reader;
    private final SourceWatch watch;
    private Assembly<T> assembly;
    private Block<T> filling;
    private long crowdedOut;
    private volatile long lastArrival = System.nanoTime();

    /**
     * @param clients of the topic's cluster
     * @param letters told of records that cannot be read; closed with this
     */
    BlockReader(
            RecordFeed<T> feed,
            SourceTopic topic,
            SourceStart start,
            KafkaClients clients,
            SourceDeadLetters letters,
            StreamMetrics metrics) {
        this.feed = feed;
        this.topic = topic;
        this.start = start;
        this.letters = letters;
        this.metrics = metrics;
        this.assembly = feed.assembly(start.partitions());
        this.filling = feed.block();
        this.reader = new TopicReader(topic, start.partitions(), clients);
        this.watch = new SourceWatch(topic, start, reader::reached, this::isQuiet, metrics);
    }

    /** Goes on from a border of two blocks. */
    void goOn(SourceState border) {
        restore(border);
        reader.seek(border.offsets(), start.until());
    }

    /** Nothing of what is open at a border was fed, so that its records are read again. */
    private void restore(SourceState border) {
        filling = feed.block();
        assembly = feed.assembly(start.partitions());
        crowdedOut = 0;
        if (border.open().isEmpty()) {
            return;
        }
        Assembly.Restoring again = assembly.restore(border.open());
        reader.seek(border.needed(), Optional.of(border.offsets()));
        while (!reader.isAtEnd()) {
            take().ifPresentOrElse(again::add, () -> watch.require(true));
        }
        if (!again.missing().isEmpty()) {
            OpenRecording gone = again.missing().get(0);
            metrics.lost(again.missing().size());
            throw new InvalidSourceException(
                    "topic %s has no record %d in partition %d; allowed: it, as more was joined to it: it was deleted before it was fed; begin a new run"
                            .formatted(topic.name(), gone.from(), gone.partition()));
        }
    }

    /**
     * Makes a block again, and goes on behind it. What cannot be read of it was told before.
     *
     * @throws IllegalStateException where it is not what it was
     */
    Block.Full again(SourcePosition known) {
        restore(known.before());
        List<Long> ends = known.after().offsets();
        reader.seek(known.before().offsets(), Optional.of(ends));
        while (!reader.isAtEnd()) {
            take().ifPresentOrElse(this::addReadable, () -> watch.require(true));
        }
        if (start.until().filter(ends::equals).isPresent()) {
            assembly.end(filling::add);
        }
        Block.Full made = filling.full(known.block(), known.before(), ends, assembly.open());
        if (!made.position().equals(known)) {
            throw new IllegalStateException(
                    "block of topic %s is %s now; allowed: %s, as it was fed before: its records were changed or deleted"
                            .formatted(topic.name(), made.position().text(), known.text()));
        }
        filling = feed.block();
        crowdedOut = assembly.crowdedOut();
        reader.seek(ends, start.until());
        return made;
    }

    /** What is gone was not fed. */
    private Optional<ConsumerRecord<byte[], byte[]>> take() {
        try {
            return reader.take();
        } catch (DeletedRecordsException e) {
            topic.ends(start); // another topic of this name has its own sentence
            metrics.lost(e.count());
            throw e.refusal();
        }
    }

    private void addReadable(ConsumerRecord<byte[], byte[]> record) {
        try {
            assembly.add(record, filling::add);
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
        boolean atEnd = reader.isAtEnd();
        if (atEnd) {
            assembly.end(filling::add);
        }
        if (filling.samples() >= feed.shuffle() || filling.samples() > 0 && atEnd) {
            List<Long> next = atEnd ? start.until().orElseThrow() : reader.next();
            Block.Full full = filling.full(number, before, next, assembly.open());
            filling = feed.block();
            return Optional.of(full);
        }
        if (record.isEmpty() && !atEnd) {
            watch.require(true);
        }
        return Optional.empty();
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        lastArrival = System.nanoTime();
        metrics.read();
        try {
            assembly.add(record, filling::add);
        } catch (UnreadableRecordingException e) {
            metrics.malformed();
            putAside(record, e.getMessage());
        }
        noteCrowd();
    }

    private void noteCrowd() {
        long more = assembly.crowdedOut() - crowdedOut;
        if (more > 0 && metrics.crowdedOut(more)) {
            LOG.warn("recordings end, as more keys are joined at once than join-keys says topic={}", topic.name());
        }
        crowdedOut += more;
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

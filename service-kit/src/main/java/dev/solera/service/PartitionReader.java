package dev.solera.service;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Sample;
import dev.solera.stream.BrokenStreamException;
import dev.solera.stream.PartitionCursor;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.StreamHeaders;
import dev.solera.stream.StreamItem;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of one partition on its listener's thread: checks the run, decodes, follows the sequence, and queues
 * what comes out. A record that cannot be read is handed to {@code unreadable} and leaves an explained gap.
 */
final class PartitionReader {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

    private final String run;
    private final ActivationCodec codec;
    private final PartitionCursor cursor;
    private final boolean tap;
    private final int mostSamples;
    private final BiConsumer<ConsumerRecord<byte[], byte[]>, MalformedRecordException> unreadable;
    private final FailableQueue<StreamItem> queue;
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong foreign = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();

    /** @param mostSamples that a record can hold */
    PartitionReader(
            String run,
            ActivationCodec codec,
            PartitionCursor cursor,
            boolean tap,
            int mostSamples,
            BiConsumer<ConsumerRecord<byte[], byte[]>, MalformedRecordException> unreadable,
            FailableQueue<StreamItem> queue) {
        this.run = run;
        this.codec = codec;
        this.cursor = cursor;
        this.tap = tap;
        this.mostSamples = mostSamples;
        this.unreadable = unreadable;
        this.queue = queue;
    }

    /** Reads one record and waits until there is room for all that comes out of it. */
    void read(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        String of = StreamHeaders.run(record.headers()).orElse(run);
        if (!of.equals(run)) {
            refuse(record, of);
            return;
        }
        RecordHeader header;
        try {
            header = RecordHeader.read(record.headers());
        } catch (MalformedRecordException e) {
            unreadable.accept(record, e);
            cursor.lostUnknown();
            return;
        }
        switch (header.kind()) {
            case ACTIVATIONS -> readSamples(record, header);
            case SKIP -> skip(record, header);
            case END -> end(record, header);
        }
    }

    private void readSamples(ConsumerRecord<byte[], byte[]> record, RecordHeader header) throws InterruptedException {
        List<Sample> samples;
        try {
            samples = decode(record, header);
        } catch (MalformedRecordException e) {
            unreadable.accept(record, e);
            skipUnreadable(record, header);
            return;
        }
        bytesIn.addAndGet(record.value().length);
        long expected = cursor.next();
        List<Sample> fresh = cursor.accept(samples);
        count();
        explainGap(record, expected, header.firstSequence());
        for (Sample sample : fresh) {
            queue.put(new StreamItem.Arrived(record.partition(), record.offset(), header.producerStep(), sample));
        }
    }

    private List<Sample> decode(ConsumerRecord<byte[], byte[]> record, RecordHeader header) {
        if (record.value() == null) {
            throw MalformedRecordException.of("value", "null", "a safetensors document");
        }
        List<Sample> samples = codec.decode(record.value());
        long first = samples.get(0).sequence();
        long last = first + samples.size() - 1;
        if (first != header.firstSequence() || last != header.lastSequence()) {
            throw MalformedRecordException.of(
                    "sequences of the header",
                    header.firstSequence() + " to " + header.lastSequence(),
                    "those of the value, " + first + " to " + last);
        }
        return samples;
    }

    /** The header is believed as far as a record can reach; beyond that it lies too, and whatever gap comes is explained. */
    private void skipUnreadable(ConsumerRecord<byte[], byte[]> record, RecordHeader header)
            throws InterruptedException {
        if (header.lastSequence() - header.firstSequence() < mostSamples) {
            skip(record, header);
        } else {
            cursor.lostUnknown();
        }
    }

    private void skip(ConsumerRecord<byte[], byte[]> record, RecordHeader header) throws InterruptedException {
        long expected = cursor.next();
        long skipped = cursor.skip(header.firstSequence(), header.lastSequence());
        count();
        if (skipped > 0) {
            explainGap(record, expected, header.lastSequence() + 1);
        }
    }

    private void end(ConsumerRecord<byte[], byte[]> record, RecordHeader header) throws InterruptedException {
        StreamCounts sent;
        try {
            sent = StreamCounts.decode(record.value() == null ? new byte[0] : record.value());
        } catch (MalformedRecordException e) {
            unreadable.accept(record, e);
            if (tap) {
                return;
            }
            throw new BrokenStreamException("%s-%d offset %d: end record cannot be read: %s"
                    .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
        }
        long expected = cursor.next();
        StreamCounts counts = cursor.end(sent);
        count();
        explainGap(record, expected, sent.total());
        queue.put(new StreamItem.Ended(record.partition(), record.offset(), counts));
    }

    /** Copies the cursor's counts to where other threads may read them, before what they are about is handed out. */
    private void count() {
        duplicates.set(cursor.duplicates());
        missed.set(cursor.missed());
    }

    /** What the cursor let pass as explained, the stages above have to be told. */
    private void explainGap(ConsumerRecord<byte[], byte[]> record, long expected, long reached)
            throws InterruptedException {
        if (reached > expected && !tap) {
            queue.put(new StreamItem.Skipped(record.partition(), record.offset(), expected, reached - 1));
        }
    }

    private void refuse(ConsumerRecord<byte[], byte[]> record, String of) {
        if (foreign.getAndIncrement() == 0) {
            LOG.warn(
                    "records of another run refused topic={} partition={} offset={} run={} expected={}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    of,
                    run);
        }
    }

    FailableQueue<StreamItem> queue() {
        return queue;
    }

    long bytesIn() {
        return bytesIn.get();
    }

    long foreign() {
        return foreign.get();
    }

    long duplicates() {
        return duplicates.get();
    }

    long missed() {
        return missed.get();
    }
}

package dev.solera.service.consumer;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Sample;
import dev.solera.activation.SampleDecoder;
import dev.solera.service.lifecycle.FailableQueue;
import dev.solera.stream.BrokenStreamException;
import dev.solera.stream.PartitionCursor;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.StreamHeaders;
import dev.solera.stream.StreamItem;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records of one partition on its listener's thread: checks the run, decodes, follows the sequence, and
 * queues what comes out. An unreadable record is handed to {@code unreadable} and leaves an explained gap.
 */
final class PartitionReader {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

    private final Origin origin;
    private final SampleDecoder decoder;
    private final Reading reading;
    private final PartitionCursor cursor;
    private final int mostSamples;
    private final BiConsumer<ConsumerRecord<byte[], ByteBuffer>, MalformedRecordException> unreadable;
    private final FailableQueue<StreamItem> queue;
    /** Samples that are skipped but not queued yet: they join the next item once the queue has room. */
    private Optional<StreamItem.Skipped> gap = Optional.empty();

    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong foreign = new AtomicLong();
    private final AtomicLong duplicates = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong passedOver = new AtomicLong();

    /** @param mostSamples that a record can hold */
    PartitionReader(
            Origin origin,
            SampleDecoder decoder,
            Reading reading,
            PartitionCursor cursor,
            int mostSamples,
            BiConsumer<ConsumerRecord<byte[], ByteBuffer>, MalformedRecordException> unreadable,
            FailableQueue<StreamItem> queue) {
        this.origin = origin;
        this.decoder = decoder;
        this.reading = reading;
        this.cursor = cursor;
        this.mostSamples = mostSamples;
        this.unreadable = unreadable;
        this.queue = queue;
    }

    /** Reads one record and waits until there is room for all that comes out of it. */
    void read(ConsumerRecord<byte[], ByteBuffer> record) throws InterruptedException {
        Optional<String> run = StreamHeaders.run(record.headers());
        if (run.isPresent() && !run.get().equals(origin.run())) {
            refuse(record, run.get());
            return;
        }
        if (run.isPresent()) {
            origin.requireIdentity(record);
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
            case SKIP -> skip(record, header.firstSequence(), header.lastSequence());
            case END -> end(record, header);
        }
    }

    private void readSamples(ConsumerRecord<byte[], ByteBuffer> record, RecordHeader header)
            throws InterruptedException {
        List<Sample> samples;
        try {
            samples = decode(record, header);
        } catch (MalformedRecordException e) {
            unreadable.accept(record, e);
            skipUnreadable(record, header);
            return;
        }
        bytesIn.addAndGet(record.value().remaining());
        for (Sample sample : samples) {
            if (isPassedOver(sample)) {
                passOver(record, sample.sequence());
            } else {
                take(record, header.producerStep(), sample);
            }
        }
    }

    private void take(ConsumerRecord<byte[], ByteBuffer> record, long producerStep, Sample sample)
            throws InterruptedException {
        long expected = cursor.next();
        boolean isNew = cursor.accept(sample);
        count();
        explainGap(record, expected, sample.sequence());
        if (isNew) {
            queue(new StreamItem.Arrived(record.partition(), record.offset(), producerStep, sample));
        }
    }

    /** The reader waits with samples of the evaluation pass, since the table of accuracies needs all of them. */
    private boolean isPassedOver(Sample sample) {
        return reading == Reading.LATEST && !sample.purpose().isEvaluation() && !queue.hasRoom();
    }

    private void passOver(ConsumerRecord<byte[], ByteBuffer> record, long sequence) throws InterruptedException {
        long skipped = skip(record, sequence, sequence);
        if (skipped > 0 && passedOver.getAndAdd(skipped) == 0) {
            LOG.info(
                    "samples passed over, as newer ones come faster than they are taken topic={} partition={}"
                            + " sequence={}",
                    record.topic(),
                    record.partition(),
                    sequence);
        }
    }

    private List<Sample> decode(ConsumerRecord<byte[], ByteBuffer> record, RecordHeader header) {
        if (record.value() == null) {
            throw MalformedRecordException.of("value", "null", "a safetensors document");
        }
        List<Sample> samples = decoder.decode(record.value());
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

    /**
     * The header is trusted as far as one record can reach; beyond that it must be wrong as well, and any gap counts as
     * explained.
     */
    private void skipUnreadable(ConsumerRecord<byte[], ByteBuffer> record, RecordHeader header)
            throws InterruptedException {
        if (header.lastSequence() - header.firstSequence() < mostSamples) {
            skip(record, header.firstSequence(), header.lastSequence());
        } else {
            cursor.lostUnknown();
        }
    }

    /** Returns how many of the sequences were new. */
    private long skip(ConsumerRecord<byte[], ByteBuffer> record, long firstSequence, long lastSequence)
            throws InterruptedException {
        long expected = cursor.next();
        long skipped = cursor.skip(firstSequence, lastSequence);
        count();
        if (skipped > 0) {
            explainGap(record, expected, lastSequence + 1);
        }
        return skipped;
    }

    private void end(ConsumerRecord<byte[], ByteBuffer> record, RecordHeader header) throws InterruptedException {
        StreamCounts sent;
        try {
            sent = StreamCounts.decode(record.value() == null ? new byte[0] : Utils.toArray(record.value()));
        } catch (MalformedRecordException e) {
            unreadable.accept(record, e);
            if (reading == Reading.TAP) {
                queue(new StreamItem.Ended(record.partition(), record.offset(), cursor.end(cursor.counts())));
                return;
            }
            throw new BrokenStreamException("%s-%d offset %d: end record cannot be read: %s"
                    .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()));
        }
        long expected = cursor.next();
        StreamCounts counts = cursor.end(sent);
        count();
        explainGap(record, expected, sent.total());
        queue(new StreamItem.Ended(record.partition(), record.offset(), counts));
    }

    /** Publishes the cursor's counts to other threads before the samples that they count are handed out. */
    private void count() {
        duplicates.set(cursor.duplicates());
        missed.set(cursor.missed());
    }

    /** Downstream stages have to be told of every gap that the cursor accepted as explained. */
    private void explainGap(ConsumerRecord<byte[], ByteBuffer> record, long expected, long reached)
            throws InterruptedException {
        if (reached > expected && reading != Reading.TAP) {
            long first = gap.map(StreamItem.Skipped::firstSequence).orElse(expected);
            gap = Optional.of(new StreamItem.Skipped(record.partition(), record.offset(), first, reached - 1));
            if (reading == Reading.LOSSLESS) {
                queueGap();
            }
        }
    }

    private void queue(StreamItem item) throws InterruptedException {
        queueGap();
        queue.put(item);
    }

    private void queueGap() throws InterruptedException {
        if (gap.isPresent()) {
            queue.put(gap.get());
            gap = Optional.empty();
        }
    }

    private void refuse(ConsumerRecord<byte[], ByteBuffer> record, String of) {
        if (foreign.getAndIncrement() == 0) {
            LOG.warn(
                    "records of another run refused topic={} partition={} offset={} run={} expected={}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    of,
                    origin.run());
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

    long passedOver() {
        return passedOver.get();
    }

    long missed() {
        return missed.get();
    }
}

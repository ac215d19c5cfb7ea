package dev.solera.service.consumer;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Sample;
import dev.solera.activation.SampleDecoder;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.lifecycle.FailableQueue;
import dev.solera.stream.BrokenStreamException;
import dev.solera.stream.PartitionMerge;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.RecordLimits;
import dev.solera.stream.StreamItem;
import dev.solera.stream.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Hands out the samples of one activation topic to one thread, in the fixed order of the merge. Every partition is read and
 * decoded ahead on a thread of its own, up to the definition's {@code flow.in-flight} samples. Partitions are assigned:
 * there is no group, nothing is committed, positions are the service's own.
 */
public final class ActivationConsumer implements AutoCloseable {

    private final List<PartitionReader> readers = new ArrayList<>();
    private final SampleDecoder decoder;
    private final PartitionMerge merge;
    private final AtomicLongArray taken;
    private final Optional<DeadLetters> deadLetters;
    private final AtomicLong unreadable = new AtomicLong();
    private final ActivationContainer container;
    private volatile Runnable onTaken = () -> {};

    public ActivationConsumer(
            String name,
            PipelineDefinition definition,
            int depth,
            String run,
            Reading reading,
            List<PartitionPosition> from,
            KafkaClients clients) {
        String topic = new Topics(definition.pipeline()).activations(depth);
        boolean tap = reading == Reading.TAP;
        deadLetters = tap ? Optional.empty() : Optional.of(new DeadLetters(name, definition, depth, clients));
        merge = new PartitionMerge(
                from.stream().map(PartitionPosition::nextSequence).toList());
        taken = new AtomicLongArray(from.size());
        decoder = new SampleDecoder(ActivationCodec.of(definition, depth));
        int ahead = Math.max(1, definition.flow().inFlight() / from.size());
        for (int p = 0; p < from.size(); p++) {
            String partition = topic + "-" + p;
            taken.set(p, from.get(p).nextSequence());
            readers.add(new PartitionReader(
                    new Origin(run, Identity.of(definition)),
                    decoder,
                    reading,
                    reading.cursor(partition, from.get(p)),
                    definition.flow().inFlight(),
                    this::putAside,
                    new FailableQueue<>(ahead)));
        }
        String id = "solera-" + name + (tap ? "-tap-" : "-activations-in-") + depth;
        int largest = RecordLimits.of(definition, depth).batchBytes();
        container = new ActivationContainer(id, topic, from, largest, reading.jumps(), clients, new Records());
        container.start();
    }

    /**
     * Waits for the next item.
     *
     * @return empty once every partition has ended or this consumer is closed
     * @throws BrokenStreamException if the stream is not what its producer sent, after everything that came before the
     *     fault
     */
    public Optional<StreamItem> take() throws InterruptedException {
        OptionalInt partition = merge.partition();
        if (partition.isEmpty()) {
            return Optional.empty();
        }
        Optional<StreamItem> item = readers.get(partition.getAsInt()).queue().take();
        item.ifPresent(taking -> {
            merge.taken(taking);
            if (taking instanceof StreamItem.Arrived arrived) {
                taken.set(arrived.partition(), arrived.sample().sequence() + 1);
            } else if (taking instanceof StreamItem.Skipped skipped) {
                taken.set(skipped.partition(), skipped.lastSequence() + 1);
            }
            onTaken.run();
        });
        return item;
    }

    /** Sets who is told, on the thread that takes, that {@link #taken} has moved. */
    public void onTaken(Runnable listener) {
        onTaken = listener;
    }

    /** Takes back samples that nobody will read any more; later samples are decoded into their memory. */
    public void giveBack(List<Sample> samples) {
        samples.forEach(decoder::giveBack);
    }

    /** The first sequence of every partition that has not been taken. */
    public List<Long> taken() {
        List<Long> sequences = new ArrayList<>();
        for (int p = 0; p < taken.length(); p++) {
            sequences.add(taken.get(p));
        }
        return sequences;
    }

    /** Items that are decoded but not yet taken. */
    public int queued() {
        return readers.stream().mapToInt(reader -> reader.queue().size()).sum();
    }

    /** Bytes of all record values read. */
    public long bytesIn() {
        return sum(PartitionReader::bytesIn);
    }

    /** Records that could not be read: they are on the dead-letter topic, except those of a tap. */
    public long deadLetters() {
        return unreadable.get();
    }

    /** Records of other runs that were refused. */
    public long foreign() {
        return sum(PartitionReader::foreign);
    }

    /** Samples that arrived again and were dropped. */
    public long duplicates() {
        return sum(PartitionReader::duplicates);
    }

    /** Samples that were skipped because newer ones arrived, in flow {@code latest}. */
    public long passedOver() {
        return sum(PartitionReader::passedOver);
    }

    /** Samples that a tap never saw. */
    public long missed() {
        return sum(PartitionReader::missed);
    }

    /** Stops reading because of a failure, which {@link #take} throws after everything that is decoded. */
    public void fail(RuntimeException cause) {
        readers.forEach(reader -> reader.queue().fail(cause));
    }

    /** Whether reading has stopped because of a failure, which may not have been thrown yet. */
    public boolean hasFailed() {
        return readers.stream().anyMatch(reader -> reader.queue().hasFailed());
    }

    /** Stops reading; what is decoded can still be taken. */
    @Override
    public void close() {
        readers.forEach(reader -> reader.queue().close());
        deadLetters.ifPresent(DeadLetters::close); // a reader may be waiting there for a broker that is away
        container.close();
    }

    private void putAside(ConsumerRecord<byte[], ByteBuffer> record, MalformedRecordException cause) {
        unreadable.incrementAndGet();
        deadLetters.ifPresent(letters -> letters.put(record, cause));
    }

    private long sum(ToLongFunction<PartitionReader> field) {
        return readers.stream().mapToLong(field).sum();
    }

    private final class Records implements ActivationContainer.Handler {

        @Override
        public void read(ConsumerRecord<byte[], ByteBuffer> record) throws InterruptedException {
            readers.get(record.partition()).read(record);
        }

        @Override
        public void fail(BrokenStreamException cause) {
            ActivationConsumer.this.fail(cause);
        }
    }
}

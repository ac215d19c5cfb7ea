package dev.solera.ingest.stream;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.plan.PassingSamples;
import dev.solera.ingest.plan.PlannedSample;
import dev.solera.ingest.stream.RecordReading.Read;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.Shuffle;
import dev.solera.stream.RoutedSample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records of a topic that are shuffled together. Its samples follow from the definition, its number, its records and what the run
 * had before it, whatever order the records came in.
 *
 * @param <T> a recording
 */
final class Block<T> {

    private static final Comparator<Read<?>> BY_PLACE =
            Comparator.<Read<?>>comparingInt(Read::partition).thenComparingLong(Read::offset);

    private final PipelineDefinition definition;
    private final RecordReading<T> reading;
    private final List<Read<T>> records = new ArrayList<>();
    private int samples;

    Block(PipelineDefinition definition, RecordReading<T> reading) {
        this.definition = definition;
        this.reading = reading;
    }

    /** Takes in what was made of records. */
    void add(Read<T> read) {
        records.add(read);
        samples += read.samples();
    }

    /** Samples that it has. */
    int samples() {
        return samples;
    }

    /**
     * A block that is full.
     *
     * @param samples in the order in which they are fed
     */
    record Full(SourcePosition position, List<PlannedSample> samples) {}

    /**
     * Takes no more records in.
     *
     * @param number of the block in the run
     * @param before what the run had
     * @param next offsets of the records behind it, by partition
     * @param open behind it
     */
    Full full(long number, SourceState before, List<Long> next, List<OpenRecording> open) {
        List<PlannedSample> shuffled = shuffled(number, before.records());
        int partitions = before.heldOut().size();
        List<Long> heldOut = new ArrayList<>(before.heldOut());
        for (int i = 0; i < shuffled.size(); i++) {
            if (shuffled.get(i).purpose() == Purpose.HELD_OUT) {
                int partition = RoutedSample.partitionOf(before.samples() + i, partitions);
                heldOut.set(partition, heldOut.get(partition) + 1);
            }
        }
        SourceState after = new SourceState(
                before.samples() + shuffled.size(), before.records() + records.size(), heldOut, next, open);
        return new Full(new SourcePosition(number, before, after), shuffled);
    }

    private List<PlannedSample> shuffled(long number, long before) {
        records.sort(BY_PLACE);
        List<Recording> recordings = new ArrayList<>();
        Map<Integer, T> contents = new HashMap<>();
        for (Read<T> read : records) {
            int index = (int) ((before + recordings.size()) & Integer.MAX_VALUE);
            contents.put(index, read.recording());
            recordings.add(new Recording(
                    index, read.name(), reading.medium().length(read.recording()), read.heldOut(), read.labels()));
        }
        Listing listing = new Listing("", recordings, reading.schema(), "");
        List<PlannedSample> inOrder =
                PassingSamples.of(definition, reading.medium().corpus(listing, contents));
        int[] order = Shuffle.of(inOrder.size(), Seeds.generator(definition.seed(), "ingest-stream", number));
        return Arrays.stream(order).mapToObj(inOrder::get).toList();
    }
}

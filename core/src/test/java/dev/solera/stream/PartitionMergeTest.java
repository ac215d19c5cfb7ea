package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionMergeTest {

    private static StreamItem arrived(int partition, long sequence) {
        Sample sample =
                new Sample(sequence, Purpose.TRAIN, 0, 0, Map.of(), ActivationShape.sequence(1, 1), new float[1]);
        return new StreamItem.Arrived(partition, 0, 0, sample);
    }

    /** Every partition's items: some sequences skipped, of different lengths, then the end. */
    private static List<Deque<StreamItem>> partitions(SplittableRandom random, int count) {
        List<Deque<StreamItem>> partitions = new ArrayList<>();
        for (int p = 0; p < count; p++) {
            Deque<StreamItem> items = new ArrayDeque<>();
            long length = random.nextLong(20, 30);
            for (long sequence = 0; sequence < length; ) {
                if (random.nextInt(6) == 0) {
                    long last = Math.min(length - 1, sequence + random.nextInt(3));
                    items.add(new StreamItem.Skipped(p, 0, sequence, last));
                    sequence = last + 1;
                } else {
                    items.add(arrived(p, sequence++));
                }
            }
            items.add(new StreamItem.Ended(p, 0, StreamCounts.NONE));
            partitions.add(items);
        }
        return partitions;
    }

    @ParameterizedTest(name = "seed={0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldOrderBySequenceThenPartitionWhenItemsAreSkipped(long seed) {
        // given
        var random = new SplittableRandom(seed);
        int count = random.nextInt(1, 5);
        List<Deque<StreamItem>> partitions = partitions(random, count);
        int items = partitions.stream().mapToInt(Deque::size).sum();
        PartitionMerge merge = new PartitionMerge(Collections.nCopies(count, 0L));

        // when
        List<StreamItem> merged = new ArrayList<>();
        for (OptionalInt next = merge.partition(); next.isPresent(); next = merge.partition()) {
            StreamItem item = partitions.get(next.getAsInt()).remove();
            merge.taken(item);
            merged.add(item);
        }

        // then
        assertThat(merged).hasSize(items);
        List<long[]> keys = merged.stream()
                .filter(StreamItem.Arrived.class::isInstance)
                .map(StreamItem.Arrived.class::cast)
                .map(item -> new long[] {item.sample().sequence(), item.partition()})
                .toList();
        assertThat(keys)
                .isSortedAccordingTo((a, b) -> a[0] != b[0] ? Long.compare(a[0], b[0]) : Long.compare(a[1], b[1]));
    }
}

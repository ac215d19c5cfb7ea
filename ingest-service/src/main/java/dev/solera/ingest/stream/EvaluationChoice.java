package dev.solera.ingest.stream;

import dev.solera.pipeline.Seeds;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is chosen for the evaluation pass of recordings that come by: as many as a bound has room for, of training and of held-out ones
 * each. What is drawn for a recording depends on the seed and its name, and the smallest draws are chosen; so that no more is
 * kept of the others than that they came by.
 */
final class EvaluationChoice {

    private final long seed;
    private final Bounded train;
    private final Bounded heldOut;
    private long offered;

    /** @param bound on the samples of training recordings, and again on those of held-out ones */
    EvaluationChoice(long seed, int bound) {
        this.seed = seed;
        this.train = new Bounded(bound);
        this.heldOut = new Bounded(bound);
    }

    /**
     * A recording that may be chosen.
     *
     * @param place among those that came by
     * @param samples that the evaluation pass has of it
     */
    record Chosen(long place, long draw, String name, boolean heldOut, int length, int samples) {}

    /** @param length as {@link dev.solera.ingest.corpus.Recording#length()} */
    void offer(RecordReading.Read<?> read, int length) {
        long draw = Seeds.generator(seed, "ingest-evaluation:" + read.name()).nextLong();
        Chosen one = new Chosen(offered++, draw, read.name(), read.heldOut(), length, read.samples());
        (read.heldOut() ? heldOut : train).add(one);
    }

    /** By name, in the order in which they came by. */
    Map<String, Chosen> chosen() {
        Map<String, Chosen> chosen = new LinkedHashMap<>();
        Stream.concat(train.chosen().stream(), heldOut.chosen().stream())
                .sorted(Comparator.comparingLong(Chosen::place))
                .forEach(one -> chosen.put(one.name(), one));
        return chosen;
    }

    /** The recordings with the smallest draws that have room together. */
    private static final class Bounded {

        private static final Comparator<Chosen> BY_DRAW =
                Comparator.comparingLong(Chosen::draw).thenComparingLong(Chosen::place);

        private final int bound;
        private final TreeSet<Chosen> smallest = new TreeSet<>(BY_DRAW);
        private final TreeSet<Chosen> tooLong = new TreeSet<>(BY_DRAW);
        private long samples;

        Bounded(int bound) {
            this.bound = bound;
        }

        void add(Chosen one) {
            if (one.samples() > bound) {
                tooLong.add(one);
                tooLong.tailSet(tooLong.first(), false).clear();
                return;
            }
            smallest.add(one);
            samples += one.samples();
            while (samples > bound) {
                samples -= smallest.last().samples();
                smallest.pollLast();
            }
        }

        /** Longer than the bound is only one that is chosen because all of them are: of that, the beginning. */
        List<Chosen> chosen() {
            if (!smallest.isEmpty() || tooLong.isEmpty()) {
                return List.copyOf(smallest);
            }
            Chosen one = tooLong.first();
            return List.of(new Chosen(one.place(), one.draw(), one.name(), one.heldOut(), one.length(), bound));
        }
    }
}

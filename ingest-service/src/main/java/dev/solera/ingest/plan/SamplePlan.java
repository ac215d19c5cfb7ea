package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.ShortClips;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The order of learning: sample number to (epoch, recording, window), the same for everybody who knows the definition and
 * the listing. Every epoch visits every recording once, in an order from (seed, epoch), in one window at a start from
 * (seed, epoch, recording). Held-out recordings are visited too, as samples that are only passed through.
 */
public final class SamplePlan {

    private final AudioInput input;
    private final long seed;
    private final List<Recording> recordings;
    private final JoinPool pool;
    private EpochOrder order;

    /** @param recordings of the corpus, at least one of them not held out */
    public SamplePlan(PipelineDefinition definition, List<Recording> recordings) {
        this.input = definition.audio();
        this.seed = definition.seed();
        this.recordings = List.copyOf(recordings);
        if (trainRecordings() == 0) {
            throw new InvalidSourceException("source has no recording to train on; allowed: one or more");
        }
        this.pool = new JoinPool(input.shortClips(), this.recordings);
        this.order = EpochOrder.of(seed, 0, this.recordings.size());
    }

    /** Recordings that are trained on: training samples an epoch. */
    public int trainRecordings() {
        return (int)
                recordings.stream().filter(recording -> !recording.heldOut()).count();
    }

    /** Samples an epoch, training and held-out. */
    public int samplesPerEpoch() {
        return recordings.size();
    }

    /**
     * The recording whose turn it is.
     *
     * @param sample number over the whole run, from 0
     */
    public synchronized Recording turn(long sample) {
        long epoch = epoch(sample);
        if (order.epoch() != epoch) {
            order = EpochOrder.of(seed, epoch, recordings.size());
        }
        return recordings.get(order.places()[(int) (sample % recordings.size())]);
    }

    /**
     * What takes the turn where its recording turns out to be unreadable: another recording of the same purpose, behind it
     * in the listing; empty where there is no other one left.
     *
     * @param attempt from 1, for one recording after the other
     */
    public Optional<Recording> substitute(long sample, int attempt) {
        Recording turn = turn(sample);
        List<Recording> alike = recordings.stream()
                .filter(recording -> recording.heldOut() == turn.heldOut())
                .toList();
        return attempt < alike.size()
                ? Optional.of(alike.get((alike.indexOf(turn) + attempt) % alike.size()))
                : Optional.empty();
    }

    /**
     * A recording's window at a turn. Of unreadable recordings only those count that would be in it, so that it depends on
     * what is damaged, and not on when that was found.
     *
     * @param unreadable names of recordings that cannot be joined to it
     */
    public Window window(long sample, Recording recording, Set<String> unreadable) {
        SplittableRandom random = Seeds.generator(seed, "ingest-window", epoch(sample), recording.index());
        if (recording.heldOut()) {
            return new Window(Purpose.HELD_OUT, List.of(cut(recording, random)));
        }
        boolean joins =
                recording.length() < input.window() && input.shortClips().mode() != ShortClips.Mode.PAD;
        return new Window(Purpose.TRAIN, joins ? join(recording, unreadable, random) : List.of(cut(recording, random)));
    }

    private long epoch(long sample) {
        return sample / recordings.size();
    }

    private Piece cut(Recording recording, SplittableRandom random) {
        int room = Math.max(0, recording.length() - input.window());
        int start = random.nextInt(room + 1);
        return new Piece(recording, start, Math.min(recording.length(), start + input.window()));
    }

    /** The recording from a random start, then others from their beginnings until the window is full. */
    private List<Piece> join(Recording recording, Set<String> unreadable, SplittableRandom random) {
        List<Recording> group = pool.joinable(recording);
        if (group.stream().noneMatch(other -> isOther(other, recording, unreadable))) {
            return List.of(cut(recording, random));
        }
        List<Piece> pieces = new ArrayList<>();
        pieces.add(new Piece(recording, random.nextInt(recording.length()), recording.length()));
        int missing = input.window() - pieces.get(0).length();
        while (missing > 0) {
            Recording other = group.get(random.nextInt(group.size()));
            if (isOther(other, recording, unreadable)) {
                pieces.add(new Piece(other, 0, Math.min(other.length(), missing)));
                missing -= other.length();
            }
        }
        return pieces;
    }

    private static boolean isOther(Recording other, Recording recording, Set<String> unreadable) {
        return other.index() != recording.index() && !unreadable.contains(other.name());
    }

    /** The order of one epoch: place to index of the recording. */
    private record EpochOrder(long epoch, int[] places) {

        static EpochOrder of(long seed, long epoch, int size) {
            return new EpochOrder(epoch, Shuffle.of(size, Seeds.generator(seed, "ingest-order", epoch)));
        }
    }

    /** The training recordings that may be joined to another, by value of the grouping label. */
    private static final class JoinPool {

        private static final int ANY = 0;

        private final ShortClips shortClips;
        private final TreeMap<Integer, List<Recording>> groups = new TreeMap<>();

        JoinPool(ShortClips shortClips, List<Recording> recordings) {
            this.shortClips = shortClips;
            for (Recording recording : recordings) {
                if (!recording.heldOut() && group(recording) >= 0) {
                    groups.computeIfAbsent(group(recording), any -> new ArrayList<>())
                            .add(recording);
                }
            }
            if (groups.isEmpty()) {
                throw new InvalidSourceException(
                        "input.short-clips is %s, which no recording has; allowed: a label a recording of the source"
                                .formatted(shortClips));
            }
        }

        /** The group of a recording, itself in it. */
        List<Recording> joinable(Recording recording) {
            return groups.getOrDefault(group(recording), List.of());
        }

        private int group(Recording recording) {
            return shortClips.label().map(recording::label).orElse(ANY);
        }
    }
}

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
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** The windows of sound that are learned from: one a recording and epoch, at a start from (seed, epoch, recording). */
final class WindowPlan {

    private final AudioInput input;
    private final long seed;
    private final JoinPool pool;

    /** @param recordings of the corpus, at least one of them not held out */
    WindowPlan(PipelineDefinition definition, List<Recording> recordings) {
        this.input = definition.audio();
        this.seed = definition.seed();
        this.pool = new JoinPool(input.shortClips(), recordings);
    }

    /**
     * A recording's window in an epoch. Of unreadable recordings only those count that would be in it, so that it depends on
     * what is damaged, and not on when that was found.
     *
     * @param unreadable names of recordings that cannot be joined to it
     */
    Window window(long epoch, Recording recording, Set<String> unreadable) {
        SplittableRandom random = Seeds.generator(seed, "ingest-window", epoch, recording.index());
        if (recording.heldOut()) {
            return new Window(Purpose.HELD_OUT, List.of(cut(recording, random)));
        }
        boolean joins =
                recording.length() < input.window() && input.shortClips().mode() != ShortClips.Mode.PAD;
        return new Window(Purpose.TRAIN, joins ? join(recording, unreadable, random) : List.of(cut(recording, random)));
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

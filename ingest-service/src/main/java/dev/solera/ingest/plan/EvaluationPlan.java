package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.Shuffle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluation pass: all that is cut from single recordings, first of training ones, then of held-out ones, each up to the
 * same bound and chosen by the definition's seed. Recordings of which nothing is known are left out.
 *
 * @param <C> what is cut from a recording, of which each becomes a sample
 */
final class EvaluationPlan<C> {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluationPlan.class);

    private final Cutting<C> cutting;
    private final List<C> all = new ArrayList<>();

    /**
     * How a recording is cut.
     *
     * @param <C> what is cut from it
     */
    interface Cutting<C> {

        /** How many are cut from a recording, 1 or more. */
        int count(Recording recording);

        /** In their order. */
        List<C> cut(Recording recording, Purpose purpose);
    }

    /** @param bound on what is cut from training recordings, and again on what is cut from held-out ones */
    EvaluationPlan(long seed, Corpus corpus, int bound, Cutting<C> cutting) {
        this.cutting = cutting;
        List<Recording> train = new ArrayList<>();
        List<Recording> heldOut = new ArrayList<>();
        for (Recording recording : corpus.recordings()) {
            if (!recording.labels().isEmpty() || corpus.hasFrameLabels(recording.index())) {
                (recording.heldOut() ? heldOut : train).add(recording);
            }
        }
        add(Purpose.EVALUATE_TRAIN, train, Seeds.generator(seed, "ingest-evaluation"), bound);
        add(Purpose.EVALUATE_HELD_OUT, heldOut, Seeds.generator(seed, "ingest-evaluation-held-out"), bound);
    }

    /** In the order in which they are sent; those of one recording follow each other. */
    List<C> all() {
        return List.copyOf(all);
    }

    private void add(Purpose purpose, List<Recording> labelled, SplittableRandom random, int bound) {
        List<Recording> chosen = chosen(labelled, random, bound);
        // Longer than the bound is only a recording that was chosen because all of them are.
        List<C> cuts = chosen.stream()
                .flatMap(recording -> cutting.cut(recording, purpose).stream())
                .limit(bound)
                .toList();
        long there = labelled.stream().mapToLong(cutting::count).sum();
        if (cuts.size() < there) {
            LOG.info(
                    "evaluation bounded purpose={} limit={} windows={} of={} recordings={} of={}",
                    purpose,
                    bound,
                    cuts.size(),
                    there,
                    chosen.size(),
                    labelled.size());
        }
        all.addAll(cuts);
    }

    /** Those that fit whole, in a random order; the first one where none does. */
    private List<Recording> chosen(List<Recording> labelled, SplittableRandom random, int bound) {
        int[] order = Shuffle.of(labelled.size(), random);
        List<Recording> chosen = new ArrayList<>();
        int room = bound;
        for (int place : order) {
            Recording recording = labelled.get(place);
            if (cutting.count(recording) <= room) {
                room -= cutting.count(recording);
                chosen.add(recording);
            }
        }
        if (chosen.isEmpty() && !labelled.isEmpty()) {
            chosen.add(labelled.get(order[0]));
        }
        chosen.sort(Comparator.comparingInt(Recording::index));
        return chosen;
    }
}

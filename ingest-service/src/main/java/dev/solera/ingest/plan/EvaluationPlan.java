package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The evaluation pass: single clips in consecutive windows, first of training recordings, then of held-out ones, each up to
 * the same bound and chosen by the definition's seed. Recordings of which nothing is known are left out.
 */
public final class EvaluationPlan {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluationPlan.class);

    private final AudioInput input;
    private final List<Window> windows = new ArrayList<>();

    /** @param bound on the windows of training recordings, and again on those of held-out ones */
    public EvaluationPlan(PipelineDefinition definition, Corpus corpus, int bound) {
        this.input = definition.audio();
        List<Recording> train = new ArrayList<>();
        List<Recording> heldOut = new ArrayList<>();
        for (Recording recording : corpus.recordings()) {
            if (!recording.labels().isEmpty() || corpus.hasFrameLabels(recording.index())) {
                (recording.heldOut() ? heldOut : train).add(recording);
            }
        }
        long seed = definition.seed();
        add(Purpose.EVALUATE_TRAIN, train, Seeds.generator(seed, "ingest-evaluation"), bound);
        add(Purpose.EVALUATE_HELD_OUT, heldOut, Seeds.generator(seed, "ingest-evaluation-held-out"), bound);
    }

    /** In the order in which they are sent; windows of one recording follow each other. */
    public List<Window> windows() {
        return List.copyOf(windows);
    }

    private void add(Purpose purpose, List<Recording> labelled, SplittableRandom random, int bound) {
        List<Recording> chosen = chosen(labelled, random, bound);
        // Longer than the bound is only a recording that was chosen because all of them are.
        List<Window> cuts = chosen.stream()
                .flatMap(recording -> cut(recording, purpose).stream())
                .limit(bound)
                .toList();
        long all = labelled.stream().mapToLong(this::count).sum();
        if (cuts.size() < all) {
            LOG.info(
                    "evaluation bounded purpose={} limit={} windows={} of={} recordings={} of={}",
                    purpose,
                    bound,
                    cuts.size(),
                    all,
                    chosen.size(),
                    labelled.size());
        }
        windows.addAll(cuts);
    }

    /** Those that fit whole, in a random order; the first one where none does. */
    private List<Recording> chosen(List<Recording> labelled, SplittableRandom random, int bound) {
        int[] order = Shuffle.of(labelled.size(), random);
        List<Recording> chosen = new ArrayList<>();
        int room = bound;
        for (int place : order) {
            Recording recording = labelled.get(place);
            if (count(recording) <= room) {
                room -= count(recording);
                chosen.add(recording);
            }
        }
        if (chosen.isEmpty() && !labelled.isEmpty()) {
            chosen.add(labelled.get(order[0]));
        }
        chosen.sort(Comparator.comparingInt(Recording::index));
        return chosen;
    }

    private int count(Recording recording) {
        int full = recording.length() / input.window();
        int rest = recording.length() % input.window();
        boolean restCounts = full == 0 || 2 * rest >= input.sampleRate();
        return restCounts && rest > 0 ? full + 1 : full;
    }

    /** Full windows from the beginning, and a last padded one if it has half a second or is the only one. */
    private List<Window> cut(Recording recording, Purpose purpose) {
        List<Window> cuts = new ArrayList<>();
        for (int i = 0; i < count(recording); i++) {
            int from = i * input.window();
            int to = Math.min(recording.length(), from + input.window());
            cuts.add(new Window(purpose, List.of(new Piece(recording, from, to))));
        }
        return cuts;
    }
}

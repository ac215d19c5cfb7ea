package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The evaluation pass: single clips in consecutive windows, first of training recordings up to a bound, chosen by the
 * definition's seed, then of all held-out ones. Recordings of which nothing is known are left out.
 */
public final class EvaluationPlan {

    private final InputDefinition input;
    private final List<Window> windows = new ArrayList<>();

    /** @param trainWindows bound on the windows of training recordings */
    public EvaluationPlan(PipelineDefinition definition, Corpus corpus, int trainWindows) {
        this.input = definition.input();
        List<Recording> labelled = corpus.recordings().stream()
                .filter(recording -> isLabelled(recording, corpus))
                .toList();
        List<Recording> train =
                labelled.stream().filter(recording -> !recording.heldOut()).toList();
        chosen(train, definition.seed(), trainWindows)
                .forEach(recording -> windows.addAll(cut(recording, Purpose.EVALUATE_TRAIN)));
        labelled.stream()
                .filter(Recording::heldOut)
                .forEach(recording -> windows.addAll(cut(recording, Purpose.EVALUATE_HELD_OUT)));
    }

    /** In the order in which they are sent; windows of one recording follow each other. */
    public List<Window> windows() {
        return List.copyOf(windows);
    }

    private static boolean isLabelled(Recording recording, Corpus corpus) {
        return !recording.labels().isEmpty() || !corpus.labels().frameLabels().isEmpty();
    }

    private List<Recording> chosen(List<Recording> train, long seed, int bound) {
        int[] order = Shuffle.of(train.size(), Seeds.generator(seed, "ingest-evaluation"));
        List<Recording> chosen = new ArrayList<>();
        int taken = 0;
        for (int place : order) {
            taken += count(train.get(place));
            if (taken > bound) {
                break;
            }
            chosen.add(train.get(place));
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

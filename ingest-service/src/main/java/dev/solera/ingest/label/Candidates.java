package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.file.RecordingNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** All recordings that can be used, before any is known to be held out or not. */
public record Candidates(List<Candidate> all) {

    public Candidates {
        all = List.copyOf(all);
    }

    /**
     * The labels a recording that are probed.
     *
     * @param others groups of values that are none
     */
    public LabelSchema labels(Set<String> others) {
        return LabelSchema.ofRecordings(all.stream()
                .map(candidate -> {
                    Map<String, String> known = new HashMap<>(candidate.values());
                    known.keySet().removeAll(others);
                    return known;
                })
                .toList());
    }

    /**
     * Names of those that are held out.
     *
     * @param names that the rule may call recordings by, and those that are skipped
     * @throws InvalidSourceException where that is none though some are wanted, or all
     */
    public Set<String> heldOut(HeldOutChoice choice, Supplier<RecordingNames> names) {
        Set<String> heldOut = choice.rule().select(all, names);
        if (heldOut.isEmpty() && !(choice.rule() instanceof HeldOutRule.None)) {
            throw new InvalidSourceException(
                    "held-out is %s, which holds out none of %d; allowed: a rule that does, or none"
                            .formatted(choice, all.size()));
        }
        if (heldOut.size() == all.size()) {
            throw new InvalidSourceException(
                    "held-out is %s, which leaves none of %d to train on".formatted(choice, all.size()));
        }
        return heldOut;
    }
}

package dev.solera.ingest.folder;

import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Held-out utterances that overlap in time with some of the same file that are trained on: speakers who talk at once. */
final class SharedAudio {

    private SharedAudio() {}

    /** What to say of them, where there are any. */
    static Optional<String> note(List<Candidate> candidates, Set<String> heldOut) {
        Map<String, List<Candidate>> files =
                candidates.stream().filter(Candidate::isUtterance).collect(Collectors.groupingBy(Candidate::file));
        List<String> shared = files.values().stream()
                .flatMap(utterances -> shared(utterances, heldOut).stream())
                .sorted()
                .toList();
        return shared.stream()
                .findFirst()
                .map(first -> "%,d of %,d held-out utterances share audio with some that are trained on, the first: %s"
                        .formatted(
                                shared.size(),
                                files.values().stream()
                                        .flatMap(List::stream)
                                        .filter(utterance -> heldOut.contains(utterance.name()))
                                        .count(),
                                first));
    }

    /** Of one file: whoever begins before the furthest end so far of the other kind overlaps with it. */
    private static List<String> shared(List<Candidate> utterances, Set<String> heldOut) {
        List<Candidate> inOrder = new ArrayList<>(utterances);
        inOrder.sort(Comparator.comparingLong(utterance -> utterance.extent().begin()));
        List<String> shared = new ArrayList<>();
        List<Candidate> open = new ArrayList<>();
        long trainedTo = 0;
        for (Candidate utterance : inOrder) {
            Extent extent = utterance.extent();
            open.removeIf(before -> before.extent().end() <= extent.begin());
            if (!heldOut.contains(utterance.name())) {
                trainedTo = Math.max(trainedTo, extent.end());
                open.forEach(before -> shared.add(before.name()));
                open.clear();
            } else if (extent.begin() < trainedTo) {
                shared.add(utterance.name());
            } else {
                open.add(utterance);
            }
        }
        return shared;
    }
}

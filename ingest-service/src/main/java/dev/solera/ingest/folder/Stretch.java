package dev.solera.ingest.folder;

import dev.solera.ingest.label.Candidate;
import java.util.ArrayList;
import java.util.List;

/**
 * What is one recording: a file or an utterance, or one of equal pieces of a long one.
 *
 * @param candidate the file or utterance
 * @param name of the recording: that of the candidate, with a number behind it where it is a piece
 * @param from first sample in the candidate, at the pipeline's rate
 * @param length in samples at the pipeline's rate
 */
record Stretch(Candidate candidate, String name, long from, int length) {

    /**
     * The recordings that are made of a file or an utterance.
     *
     * @param most samples of each
     * @param multiple that pieces begin at, in samples
     */
    static List<Stretch> of(Candidate candidate, int most, int multiple) {
        long length = candidate.length();
        if (length <= most) {
            return List.of(new Stretch(candidate, candidate.name(), 0, (int) length));
        }
        long count = (length + most - 1) / most;
        long even = (length + count - 1) / count;
        long piece = Math.min(most, (even + multiple - 1) / multiple * multiple);
        List<Stretch> pieces = new ArrayList<>();
        for (long from = 0; from < length; from += piece) {
            String name = "%s#%d".formatted(candidate.name(), pieces.size() + 1);
            pieces.add(new Stretch(candidate, name, from, (int) Math.min(piece, length - from)));
        }
        return pieces;
    }

    /** First sample in the file, at the pipeline's rate. */
    long fromInFile() {
        return candidate.extent().begin() + from;
    }
}

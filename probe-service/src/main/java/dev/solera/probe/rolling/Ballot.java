package dev.solera.probe.rolling;

import dev.solera.probe.accuracy.Scoring.Decision;
import dev.solera.probe.feature.LabelledRows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a rolling probe said of the newest held-out samples: of frames what is right, one by one; of whole samples the probabilities, with
 * which those of one recording vote on its class. Probes from one time to the next may know other classes: one that is not known has the
 * probability of the least probable. Not safe for several threads.
 */
final class Ballot {

    private final int window;
    private final Deque<Vote> newest = new ArrayDeque<>();

    /** What was said of one sample, whose rows are its frames, or one. */
    private record Vote(int recording, boolean perFrame, int[] truth, int[] known, List<double[]> told) {

        boolean couldTell(int label) {
            return Arrays.binarySearch(known, label) >= 0;
        }
    }

    /** @param window samples at most */
    Ballot(int window) {
        this.window = window;
    }

    /**
     * @param rows of the sample
     * @param known classes, in increasing order
     * @param told log-probabilities of those, by row
     */
    void add(int recording, LabelledRows rows, int[] known, List<double[]> told) {
        newest.addLast(new Vote(recording, rows.perFrame(), rows.classes(), known, told));
        if (newest.size() > window) {
            newest.removeFirst();
        }
    }

    /** Whether a class of what was held out was known to a probe, as it is not where, say, held-out speakers are other people. */
    boolean tells() {
        return newest.stream().anyMatch(vote -> Arrays.stream(vote.truth()).anyMatch(vote::couldTell));
    }

    boolean perFrame() {
        return newest.getLast().perFrame();
    }

    List<Decision> decisions() {
        return perFrame() ? singly() : byVote();
    }

    private List<Decision> singly() {
        List<Decision> decisions = new ArrayList<>();
        for (Vote vote : newest) {
            for (int i = 0; i < vote.truth().length; i++) {
                int best = vote.known()[best(vote.told().get(i))];
                decisions.add(new Decision(vote.recording(), vote.truth()[i], best == vote.truth()[i]));
            }
        }
        return decisions;
    }

    private List<Decision> byVote() {
        int[] classes = newest.stream()
                .flatMapToInt(vote -> Arrays.stream(vote.known()))
                .distinct()
                .sorted()
                .toArray();
        Map<Integer, double[]> sums = new LinkedHashMap<>();
        Map<Integer, Integer> truth = new HashMap<>();
        for (Vote vote : newest) {
            double[] told = vote.told().get(0);
            double least = Arrays.stream(told).min().orElseThrow();
            double[] sum = sums.computeIfAbsent(vote.recording(), recording -> new double[classes.length]);
            for (int c = 0, k = 0; c < classes.length; c++) {
                boolean known = k < vote.known().length && vote.known()[k] == classes[c];
                sum[c] += known ? told[k++] : least;
            }
            truth.put(vote.recording(), vote.truth()[0]);
        }
        List<Decision> decisions = new ArrayList<>();
        sums.forEach((recording, sum) -> {
            int label = truth.get(recording);
            decisions.add(new Decision(recording, label, classes[best(sum)] == label));
        });
        return decisions;
    }

    private static int best(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}

package dev.solera.probe.evaluation;

import dev.solera.probe.accuracy.Tally;
import dev.solera.probe.classifier.Examples;
import dev.solera.probe.classifier.SoftmaxProbe;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts what a probe gets right on examples that it was not fit on, recording by recording. */
public final class Scoring {

    private Scoring() {}

    /** Tallies by recording: each of its frames by itself, or one decision by vote of all its windows. */
    public static Map<Integer, Tally> score(SoftmaxProbe probe, Examples examples, boolean perFrame) {
        return perFrame ? singly(probe, examples) : byVote(probe, examples);
    }

    private static Map<Integer, Tally> singly(SoftmaxProbe probe, Examples examples) {
        Map<Integer, Tally> tallies = new LinkedHashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            boolean right = probe.decide(probe.logProbabilities(examples.features(i))) == examples.label(i);
            tallies.merge(examples.recording(i), Tally.of(right), Tally::plus);
        }
        return tallies;
    }

    /** The windows of a recording add up their log-probabilities, as if they were independent. */
    private static Map<Integer, Tally> byVote(SoftmaxProbe probe, Examples examples) {
        Map<Integer, double[]> votes = new LinkedHashMap<>();
        Map<Integer, Integer> labels = new LinkedHashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            votes.merge(examples.recording(i), probe.logProbabilities(examples.features(i)), Scoring::sum);
            labels.put(examples.recording(i), examples.label(i));
        }
        Map<Integer, Tally> tallies = new LinkedHashMap<>();
        votes.forEach(
                (recording, vote) -> tallies.put(recording, Tally.of(probe.decide(vote) == labels.get(recording))));
        return tallies;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    /** All tallies together. */
    public static Tally total(Map<Integer, Tally> byRecording) {
        return byRecording.values().stream().reduce(Tally.NONE, Tally::plus);
    }
}

package dev.solera.probe.accuracy;

import dev.solera.probe.classifier.Examples;
import dev.solera.probe.classifier.FittedProbe;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Counts what a probe gets right on examples that it was not fit on, by recording and by class. */
public final class Scoring {

    private Scoring() {}

    /**
     * One decision about what the probe was not fit on.
     *
     * @param recording that it is about, or about a frame of
     * @param label the true one
     * @param right whether the probe said so
     */
    public record Decision(int recording, int label, boolean right) {}

    /** Each frame of a recording by itself, or one decision a recording by vote of all its windows. */
    public static List<Decision> decisions(FittedProbe probe, Examples examples, boolean perFrame) {
        return perFrame ? singly(probe, examples) : byVote(probe, examples);
    }

    private static List<Decision> singly(FittedProbe probe, Examples examples) {
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            boolean right = probe.decide(probe.logProbabilities(examples.features(i))) == examples.label(i);
            decisions.add(new Decision(examples.recording(i), examples.label(i), right));
        }
        return decisions;
    }

    /** The windows of a recording add up their log-probabilities, as if they were independent. */
    private static List<Decision> byVote(FittedProbe probe, Examples examples) {
        Map<Integer, double[]> votes = new LinkedHashMap<>();
        Map<Integer, Integer> labels = new LinkedHashMap<>();
        for (int i = 0; i < examples.size(); i++) {
            votes.merge(examples.recording(i), probe.logProbabilities(examples.features(i)), Scoring::sum);
            labels.put(examples.recording(i), examples.label(i));
        }
        List<Decision> decisions = new ArrayList<>();
        votes.forEach((recording, vote) -> {
            int label = labels.get(recording);
            decisions.add(new Decision(recording, label, probe.decide(vote) == label));
        });
        return decisions;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }

    /**
     * How accurate decisions are.
     *
     * @param decisions one or more
     * @param perFrame whether each is about a frame, so that those of a recording are alike
     * @param classes that the probe tells apart
     * @param validation accuracy by cross-validation on train; NaN where there is none
     */
    public static ProbeAccuracy accuracy(
            Representation representation,
            String label,
            List<Decision> decisions,
            boolean perFrame,
            int classes,
            double validation) {
        Map<Integer, Tally> recordings = byRecording(decisions);
        Tally score = total(recordings);
        Interval interval =
                perFrame ? Interval.clustered(recordings.values()) : Interval.wilson(score.fraction(), score.count());
        return new ProbeAccuracy(representation, label, score, interval, perClass(decisions), classes, validation);
    }

    /** Tallies by recording. */
    public static Map<Integer, Tally> byRecording(List<Decision> decisions) {
        return tallies(decisions, Decision::recording);
    }

    /** The mean over the classes that occur of the fraction right of each: a rare class counts as much as a common one. */
    public static double perClass(List<Decision> decisions) {
        return tallies(decisions, Decision::label).values().stream()
                .mapToDouble(Tally::fraction)
                .average()
                .orElse(Double.NaN);
    }

    private static Map<Integer, Tally> tallies(List<Decision> decisions, Function<Decision, Integer> key) {
        Map<Integer, Tally> tallies = new LinkedHashMap<>();
        decisions.forEach(decision -> tallies.merge(key.apply(decision), Tally.of(decision.right()), Tally::plus));
        return tallies;
    }

    /** All tallies together. */
    public static Tally total(Map<Integer, Tally> byRecording) {
        return byRecording.values().stream().reduce(Tally.NONE, Tally::plus);
    }
}

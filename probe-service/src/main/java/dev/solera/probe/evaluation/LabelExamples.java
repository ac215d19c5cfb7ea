package dev.solera.probe.evaluation;

import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.accuracy.Scoring;
import dev.solera.probe.classifier.Examples;
import dev.solera.probe.classifier.FittedProbe;
import dev.solera.probe.feature.LabelledRows;
import java.util.Arrays;

/**
 * What there is of one label at one depth.
 *
 * @param perFrame whether an example is a frame, so that each counts singly; else a window, which votes for its
 *     recording
 * @param train what probes fit on
 * @param heldOut what they are scored on
 */
public record LabelExamples(boolean perFrame, Examples train, Examples heldOut) {

    public static LabelExamples empty(boolean perFrame) {
        return new LabelExamples(perFrame, new Examples(), new Examples());
    }

    /**
     * @param held whether a probe is scored on it, and not fit
     * @param recording that the rows come from
     */
    public void add(boolean held, int recording, LabelledRows rows) {
        Examples part = held ? heldOut : train;
        for (int i = 0; i < rows.classes().length; i++) {
            part.add(rows.rows().get(i), rows.classes()[i], recording);
        }
    }

    /** The same without held-out ones of classes that no training example has. */
    public LabelExamples ofTrainedClasses() {
        return new LabelExamples(perFrame, train, heldOut.ofClasses(train.classes()));
    }

    /** Why no accuracy can be given; empty if one can. */
    public String obstacle() {
        int[] known = train.classes();
        if (known.length < 2) {
            return "classes among the training samples are %d; allowed: 2 or more".formatted(known.length);
        }
        if (heldOut.size() == 0) {
            return "labelled held-out samples are 0; allowed: 1 or more";
        }
        if (Arrays.stream(heldOut.classes()).noneMatch(c -> Arrays.binarySearch(known, c) >= 0)) {
            return "no class of the held-out samples occurs among the training samples";
        }
        return "";
    }

    /**
     * How good a probe is on what is held out.
     *
     * @param probe that was fit on what it trains on
     * @param validation accuracy by cross-validation; NaN where there is none
     */
    public ProbeAccuracy score(FittedProbe probe, Representation representation, String label, double validation) {
        return Scoring.accuracy(
                representation,
                label,
                Scoring.decisions(probe, heldOut, perFrame),
                perFrame,
                probe.classes().length,
                validation);
    }
}

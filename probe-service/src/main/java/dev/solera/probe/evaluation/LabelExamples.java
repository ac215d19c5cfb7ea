package dev.solera.probe.evaluation;

import dev.solera.probe.classifier.Examples;

/**
 * What the evaluation pass gave for one label at one depth.
 *
 * @param perFrame whether an example is a frame, so that each counts singly; else a window, which votes for its
 *     recording
 * @param train what probes fit on
 * @param heldOut what they are scored on
 */
record LabelExamples(boolean perFrame, Examples train, Examples heldOut) {

    static LabelExamples empty(boolean perFrame) {
        return new LabelExamples(perFrame, new Examples(), new Examples());
    }
}

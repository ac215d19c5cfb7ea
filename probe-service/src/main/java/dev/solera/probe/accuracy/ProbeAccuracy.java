package dev.solera.probe.accuracy;

import dev.solera.stream.TelemetryEvent;

/**
 * The held-out accuracy of one probe.
 *
 * @param representation what it looks at
 * @param label the label that it predicts
 * @param score right decisions of all held-out recordings, or frames
 * @param interval 95 %, over recordings
 * @param perClass mean over the held-out classes of the fraction right of each
 * @param classes that it tells apart
 * @param validation accuracy by cross-validation on train, which chooses the best depth; NaN where there is none
 */
public record ProbeAccuracy(
        Representation representation,
        String label,
        Tally score,
        Interval interval,
        double perClass,
        int classes,
        double validation) {

    public TelemetryEvent.Accuracy event(String run, long time, boolean rolling) {
        return new TelemetryEvent.Accuracy(
                run,
                time,
                representation.depth(),
                label,
                representation.network().text(),
                rolling,
                score.fraction(),
                interval.low(),
                interval.high(),
                perClass,
                score.count(),
                classes,
                validation);
    }
}

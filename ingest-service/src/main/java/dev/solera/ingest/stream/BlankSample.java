package dev.solera.ingest.stream;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.plan.PlannedSample;

/** The place of a sample whose record was deleted after it was planned: no probe looks at it. */
record BlankSample(PlannedSample planned) implements PlannedSample {

    @Override
    public Purpose purpose() {
        return planned.purpose();
    }

    @Override
    public Recording recording() {
        return planned.recording();
    }

    @Override
    public Sample read(long sequence) {
        return blank(sequence);
    }

    @Override
    public Sample blank(long sequence) {
        return planned.blank(sequence);
    }
}

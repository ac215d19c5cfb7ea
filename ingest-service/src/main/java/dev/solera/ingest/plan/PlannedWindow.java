package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Recording;

/** One window of sound that is to be read. */
record PlannedWindow(Window window, SampleAssembler assembler) implements PlannedSample {

    @Override
    public Purpose purpose() {
        return window.purpose();
    }

    @Override
    public Recording recording() {
        return window.recording();
    }

    @Override
    public Sample read(long sequence) throws UnreadableWindowException {
        return assembler.assemble(sequence, window);
    }

    @Override
    public Sample blank(long sequence) {
        return assembler.blank(sequence, window);
    }
}

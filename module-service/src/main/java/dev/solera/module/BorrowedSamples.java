package dev.solera.module;

import dev.solera.activation.Sample;
import java.util.ArrayList;
import java.util.List;

/**
 * Samples that were taken since the last border: until the next one modules may read them, after it nobody does, so that their
 * memory can be used again. Where so many pass between two borders that they would be held for nothing but that, as with few
 * training samples among many that are held out, they are left to the collector.
 */
final class BorrowedSamples {

    private final int most;
    private final List<Sample> samples = new ArrayList<>();

    /** @param most that are held at once */
    BorrowedSamples(int most) {
        this.most = most;
    }

    void took(Sample sample) {
        if (samples.size() == most) {
            samples.clear();
        }
        samples.add(sample);
    }

    /** Those that go back at a border; they are held no longer. */
    List<Sample> goBack() {
        List<Sample> back = List.copyOf(samples);
        samples.clear();
        return back;
    }
}

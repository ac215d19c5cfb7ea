package dev.solera.probe.rolling;

import dev.solera.probe.classifier.Moments;
import java.util.ArrayList;
import java.util.List;

/**
 * The moments of the newest blocks of training samples, each about its own mean. Old blocks are dropped whole, so that what modules made
 * of samples with parameters that they no longer have is forgotten to the last bit; but not so many that classes have too few examples.
 * Moments of wide features are large: beyond a few blocks the two neighbours with the fewest samples become one. Not safe for several
 * threads.
 */
final class MovingMoments {

    /** With fewer, the mean of a class is little better known than by a single one. */
    private static final int EXAMPLES_PER_CLASS = 12;

    /** Kept apart at most. */
    static final int MOST_PARTS = 8;

    private final RollingWindows windows;
    private final List<Part> parts = new ArrayList<>();
    private Moments sum;
    private int samples;

    private record Part(Moments moments, int samples) {

        Part with(Part next) {
            Moments both = moments.copy();
            both.add(next.moments);
            return new Part(both, samples + next.samples);
        }
    }

    MovingMoments(RollingWindows windows) {
        this.windows = windows;
    }

    void add(Block block) {
        parts.add(new Part(block.moments().aboutMean(), block.samples()));
        samples += block.samples();
        sum();
        while (parts.size() > 1 && isDispensable(parts.get(0))) {
            samples -= parts.remove(0).samples();
            sum();
        }
        if (parts.size() > MOST_PARTS) {
            joinTheSmallest();
        }
    }

    private void joinTheSmallest() {
        int smallest = 0;
        for (int i = 1; i < parts.size() - 1; i++) {
            if (samplesOfTwo(i) < samplesOfTwo(smallest)) {
                smallest = i;
            }
        }
        parts.set(smallest, parts.get(smallest).with(parts.remove(smallest + 1)));
    }

    private int samplesOfTwo(int first) {
        return parts.get(first).samples() + parts.get(first + 1).samples();
    }

    /** Blocks, joined ones among them, that are kept apart. */
    int parts() {
        return parts.size();
    }

    private boolean isDispensable(Part oldest) {
        boolean enough = samples - oldest.samples() >= windows.train()
                && sum.count() - oldest.moments().count() >= (long) EXAMPLES_PER_CLASS * sum.labels().length;
        return enough || samples > windows.most();
    }

    /** Added up anew: what was taken off again would leave its rounding behind. */
    private void sum() {
        sum = parts.get(0).moments().copy();
        parts.stream().skip(1).forEach(part -> sum.add(part.moments()));
    }

    /** Of all blocks that count, of which there is one or more. */
    Moments moments() {
        return sum;
    }
}

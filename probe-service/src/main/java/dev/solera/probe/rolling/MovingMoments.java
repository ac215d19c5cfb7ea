package dev.solera.probe.rolling;

import dev.solera.probe.classifier.Moments;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The moments of the newest blocks of training samples, each about its own mean. Old blocks are dropped whole, so that what modules made
 * of samples with parameters that they no longer have is forgotten to the last bit; but not so many that classes have too few examples.
 * Not safe for several threads.
 */
final class MovingMoments {

    /** With fewer, the mean of a class is little better known than by a single one. */
    private static final int EXAMPLES_PER_CLASS = 12;

    private final RollingWindows windows;
    private final Deque<Part> parts = new ArrayDeque<>();
    private Moments sum;
    private int samples;

    private record Part(Moments moments, int samples) {}

    MovingMoments(RollingWindows windows) {
        this.windows = windows;
    }

    void add(Block block) {
        parts.addLast(new Part(block.moments().aboutMean(), block.samples()));
        samples += block.samples();
        sum();
        while (parts.size() > 1 && isDispensable(parts.getFirst())) {
            samples -= parts.removeFirst().samples();
            sum();
        }
    }

    private boolean isDispensable(Part oldest) {
        boolean enough = samples - oldest.samples() >= windows.train()
                && sum.count() - oldest.moments().count() >= (long) EXAMPLES_PER_CLASS * sum.labels().length;
        return enough || samples > windows.most();
    }

    /** Added up anew: what was taken off again would leave its rounding behind. */
    private void sum() {
        sum = parts.getFirst().moments().copy();
        parts.stream().skip(1).forEach(part -> sum.add(part.moments()));
    }

    /** Of all blocks that count, of which there is one or more. */
    Moments moments() {
        return sum;
    }
}

package dev.solera.probe.rolling;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.stream.StreamItem;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Follows one stage's topic while modules learn. Nobody waits for it: if it is too slow, samples that were deleted
 * meanwhile count as dropped. At the top it follows the topic to its end, elsewhere only to the beginning of the
 * evaluation pass.
 */
public final class RollingTap {

    private final RollingProbes probes;
    private final boolean top;
    private final AtomicLong learned = new AtomicLong();
    private final AtomicLong scored = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    public RollingTap(RollingProbes probes, boolean top) {
        this.probes = probes;
        this.top = top;
    }

    /**
     * Reads until the end, on the caller's thread.
     *
     * @return whether there are evaluation samples
     */
    public boolean follow(ActivationConsumer tap) throws InterruptedException {
        boolean evaluation = false;
        for (Optional<StreamItem> item = tap.take(); item.isPresent() && (top || !evaluation); item = tap.take()) {
            if (item.get() instanceof StreamItem.Arrived arrived) {
                evaluation |= arrived.sample().purpose().isEvaluation();
                take(arrived.sample());
                dropped.set(tap.missed());
            }
        }
        return evaluation;
    }

    private void take(Sample sample) {
        probes.accept(sample);
        if (sample.purpose() == Purpose.TRAIN) {
            learned.incrementAndGet();
        } else if (sample.purpose() == Purpose.HELD_OUT) {
            scored.incrementAndGet();
        }
    }

    public RollingProbes probes() {
        return probes;
    }

    /** Training samples that probes learned from. */
    public long learned() {
        return learned.get();
    }

    /** Held-out samples that probes were scored on. */
    public long scored() {
        return scored.get();
    }

    /** Samples that were gone before they could be read. */
    public long dropped() {
        return dropped.get();
    }
}

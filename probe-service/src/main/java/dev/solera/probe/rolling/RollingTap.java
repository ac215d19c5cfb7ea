package dev.solera.probe.rolling;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.stream.StreamItem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Follows one stage's topic while modules learn. Nobody waits for it: if it is too slow, samples that were deleted
 * meanwhile count as dropped. At the top it follows the topic to its end, elsewhere only to the beginning of the
 * evaluation pass.
 */
public final class RollingTap {

    private final RollingProbes probes;
    private final Optional<UntrainedProbes> untrained;
    private final boolean top;
    private final AtomicLong learned = new AtomicLong();
    private final AtomicLong scored = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** @param untrained who also looks at the samples, of the input topic alone */
    public RollingTap(RollingProbes probes, Optional<UntrainedProbes> untrained, boolean top) {
        this.probes = probes;
        this.untrained = untrained;
        this.top = top;
    }

    /**
     * Reads until the end, on the caller's thread.
     *
     * @return whether there are evaluation samples
     */
    public boolean follow(ActivationConsumer tap) throws InterruptedException {
        try {
            boolean evaluation = false;
            for (Optional<StreamItem> item = tap.take(); item.isPresent() && (top || !evaluation); item = tap.take()) {
                if (item.get() instanceof StreamItem.Arrived arrived) {
                    evaluation |= arrived.sample().purpose().isEvaluation();
                    take(arrived.sample());
                    tap.giveBack(List.of(arrived.sample()));
                    dropped.set(tap.missed());
                }
            }
            return evaluation;
        } finally {
            untrained.ifPresent(UntrainedProbes::close);
        }
    }

    private void take(Sample sample) {
        probes.accept(sample);
        untrained.ifPresent(also -> also.accept(sample));
        if (sample.purpose() == Purpose.TRAIN) {
            learned.incrementAndGet();
        } else if (sample.purpose() == Purpose.HELD_OUT) {
            scored.incrementAndGet();
        }
    }

    /** The rolling accuracies of all labels that there is something to tell of. */
    public List<ProbeAccuracy> rows() {
        return Stream.concat(probes.rows().stream(), untrained.stream().flatMap(also -> also.rows().stream()))
                .toList();
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

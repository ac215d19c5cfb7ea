package dev.solera.probe.rolling;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.stream.StreamItem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Follows the input topic up to the evaluation pass, for rolling probes. Nobody waits for it: if it is too slow, samples that were
 * deleted meanwhile count as dropped.
 */
public final class InputTap {

    private final Predicate<Sample> keeps;
    private final AtomicLong train = new AtomicLong();
    private final AtomicLong heldOut = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** @param keeps takes a sample; whether it is kept, and so must not change any more */
    public InputTap(Predicate<Sample> keeps) {
        this.keeps = keeps;
    }

    /** Reads on the caller's thread. */
    public void follow(ActivationConsumer tap) throws InterruptedException {
        for (Optional<StreamItem> item = tap.take(); item.isPresent(); item = tap.take()) {
            if (item.get() instanceof StreamItem.Arrived arrived) {
                if (arrived.sample().purpose().isEvaluation()) {
                    return;
                }
                take(arrived.sample(), tap);
                dropped.set(tap.missed());
            }
        }
    }

    private void take(Sample sample, ActivationConsumer tap) {
        (sample.purpose() == Purpose.TRAIN ? train : heldOut).incrementAndGet();
        if (!keeps.test(sample)) {
            tap.giveBack(List.of(sample));
        }
    }

    /** Training samples that came. */
    public long train() {
        return train.get();
    }

    /** Held-out samples that came. */
    public long heldOut() {
        return heldOut.get();
    }

    /** Samples that were gone before they could be read. */
    public long dropped() {
        return dropped.get();
    }
}

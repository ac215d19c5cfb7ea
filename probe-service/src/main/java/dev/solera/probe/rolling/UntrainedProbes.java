package dev.solera.probe.rolling;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.feature.StackEncoder;
import java.util.List;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The rolling probes of the untrained stack, which trained ones are compared with while modules learn. The stack encodes samples of the
 * input topic now and then, so that it takes {@value #PART} of the time at most, training and held-out ones alike; and no more of them
 * once the probes are full, as its features never change. One thread brings samples, another one may ask for the rows.
 */
public final class UntrainedProbes {

    /** Of the time. */
    private static final double PART = 0.05;

    private final SortedMap<Integer, RollingProbes> probes;
    private final int depth;
    private final RollingWindows windows;
    private final Supplier<StackEncoder> untrained;
    private final LongSupplier clock;
    private StackEncoder encoder;
    private long next;
    private long learned;
    private long held;

    /**
     * @param probes by depth
     * @param windows of the probes
     * @param untrained makes the stack, when it is needed
     * @param clock in nanoseconds
     */
    public UntrainedProbes(
            SortedMap<Integer, RollingProbes> probes,
            RollingWindows windows,
            Supplier<StackEncoder> untrained,
            LongSupplier clock) {
        this.probes = probes;
        this.depth = probes.lastKey();
        this.windows = windows;
        this.untrained = untrained;
        this.clock = clock;
        this.next = clock.getAsLong();
    }

    /** @param input a sample at depth 0 */
    void accept(Sample input) {
        if (!isWanted(input.purpose())) {
            return;
        }
        long start = clock.getAsLong();
        if (start - next < 0) {
            return;
        }
        encode(input);
        long end = clock.getAsLong();
        next = end + Math.round((end - start) * (1 / PART - 1));
        if (input.purpose() == Purpose.TRAIN) {
            learned++;
        } else {
            held++;
        }
        if (learned >= windows.most() && held >= windows.heldOut()) {
            close();
        }
    }

    /** Of whichever there are fewer, as far as the probes have room. */
    private boolean isWanted(Purpose purpose) {
        boolean roomToLearn = learned < windows.most();
        boolean roomToHold = held < windows.heldOut();
        return switch (purpose) {
            case TRAIN -> roomToLearn && (learned <= held || !roomToHold);
            case HELD_OUT -> roomToHold && (held <= learned || !roomToLearn);
            case EVALUATE_TRAIN, EVALUATE_HELD_OUT -> false;
        };
    }

    private void encode(Sample input) {
        if (encoder == null) {
            encoder = untrained.get();
        }
        Sample sample = input;
        for (int k = 1; k <= depth; k++) {
            sample = encoder.encode(k, sample);
            if (probes.containsKey(k)) {
                probes.get(k).accept(sample);
            }
        }
    }

    /** To be called on the thread that brings samples, when there are no more. */
    void close() {
        if (encoder != null) {
            encoder.close();
            encoder = null;
        }
    }

    /** The rolling accuracies of all depths and labels that there is something to tell of. */
    public List<ProbeAccuracy> rows() {
        return probes.values().stream().flatMap(at -> at.rows().stream()).toList();
    }
}

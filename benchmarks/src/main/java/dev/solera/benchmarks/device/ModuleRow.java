package dev.solera.benchmarks.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What came of one module.
 *
 * @param number from 1
 * @param difference of losses, the largest, nats
 * @param repeats whether two modules on the device came to the same bits
 * @param here milliseconds a step on processors
 * @param there milliseconds a step on the device
 * @param pytorch milliseconds a step on the device in PyTorch
 * @param before memory of the device after the first steps, MiB
 * @param after the same after all steps
 */
record ModuleRow(
        int number,
        double difference,
        boolean repeats,
        double here,
        double there,
        TorchTimes pytorch,
        OptionalLong before,
        OptionalLong after) {

    /**
     * Milliseconds a step in PyTorch, medians; empty where it did not make them.
     *
     * @param float32 whose products are of float32
     * @param bfloat16 under bfloat16 autocast
     * @param reasons why it did not, where it was asked
     */
    record TorchTimes(OptionalDouble float32, OptionalDouble bfloat16, List<String> reasons) {

        static final TorchTimes NOT_ASKED = new TorchTimes(OptionalDouble.empty(), OptionalDouble.empty(), List.of());

        TorchTimes {
            reasons = List.copyOf(reasons);
        }
    }

    /** Nats: a GPU may take factors with ten bits behind the point. */
    private static final double ROUNDING = 1e-3;

    /** MiB; a tensor that is left behind at every step is more after so many. */
    private static final long GROWTH = 16;

    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!(difference <= ROUNDING)) {
            faults.add(String.format(
                    Locale.ROOT, "module %d: losses differ by %.1e nats; allowed: %.0e", number, difference, ROUNDING));
        }
        if (!repeats) {
            faults.add("module %d: the same steps came to other bits the second time".formatted(number));
        }
        if (before.isPresent() && after.isPresent() && after.getAsLong() - before.getAsLong() > GROWTH) {
            faults.add("module %d: memory of the device grew from %d to %d MiB; allowed: by %d"
                    .formatted(number, before.getAsLong(), after.getAsLong(), GROWTH));
        }
        return faults;
    }

    List<String> cells() {
        return List.of(
                Integer.toString(number),
                String.format(Locale.ROOT, "%.1e", difference),
                repeats ? "the same" : "others",
                time(here),
                time(there),
                time(pytorch.float32()),
                time(pytorch.bfloat16()),
                memory(before),
                memory(after));
    }

    /** What is missing in the cells of PyTorch, and why. */
    List<String> leftOut() {
        return pytorch.reasons().stream()
                .map(reason -> "Left out: PyTorch's steps of module %d, as %s.".formatted(number, reason))
                .toList();
    }

    private static String time(OptionalDouble milliseconds) {
        return milliseconds.isPresent() ? time(milliseconds.getAsDouble()) : "not there";
    }

    private static String time(double milliseconds) {
        return String.format(Locale.ROOT, "%.1f", milliseconds);
    }

    private static String memory(OptionalLong used) {
        return used.isPresent() ? Long.toString(used.getAsLong()) : "not read";
    }
}

package dev.solera.benchmarks.soak;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How a quantity grew from the baseline to the end, bytes.
 *
 * @param baseline median of the readings in the window that begins at the baseline
 * @param end median of the readings in the window before the end
 * @param max the largest reading since the baseline
 */
public record Growth(double baseline, double end, long max) {

    /**
     * @param readings up to the end; where none is in a window, as steps are quick, the first one behind its beginning
     * @throws IllegalStateException where there is none behind it
     */
    public static Growth of(List<Reading> readings, SoakSettings settings, ToLongFunction<Reading> quantity) {
        List<Reading> since = since(readings, settings.baseline());
        long first = since.get(0).step();
        List<Reading> atBaseline = since.stream()
                .filter(reading -> reading.step() <= Math.max(first, settings.baseline() + settings.window()))
                .toList();
        return new Growth(
                median(atBaseline, quantity),
                median(since(readings, settings.steps() - settings.window()), quantity),
                since.stream().mapToLong(quantity).max().orElseThrow());
    }

    private static List<Reading> since(List<Reading> readings, long step) {
        List<Reading> since =
                readings.stream().filter(reading -> reading.step() >= step).toList();
        if (since.isEmpty()) {
            throw new IllegalStateException(
                    "readings from step %d on are 0; allowed: 1 or more, in a longer run".formatted(step));
        }
        return since;
    }

    private static double median(List<Reading> readings, ToLongFunction<Reading> quantity) {
        long[] values = readings.stream().mapToLong(quantity).sorted().toArray();
        return Arrays.stream(values, (values.length - 1) / 2, values.length / 2 + 1)
                .average()
                .orElseThrow();
    }

    public double ratio() {
        return end / baseline;
    }
}

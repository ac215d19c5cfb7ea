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

    /** @throws IllegalStateException where a window has no reading */
    public static Growth of(List<Reading> readings, SoakSettings settings, ToLongFunction<Reading> quantity) {
        long since = settings.baseline();
        return new Growth(
                median(readings, quantity, since, since + settings.window()),
                median(readings, quantity, settings.steps() - settings.window(), Long.MAX_VALUE),
                readings.stream()
                        .filter(reading -> reading.step() >= since)
                        .mapToLong(quantity)
                        .max()
                        .orElseThrow());
    }

    private static double median(List<Reading> readings, ToLongFunction<Reading> quantity, long from, long to) {
        long[] values = readings.stream()
                .filter(reading -> reading.step() >= from && reading.step() <= to)
                .mapToLong(quantity)
                .sorted()
                .toArray();
        if (values.length == 0) {
            throw new IllegalStateException(
                    "readings from step %d to %d are 0; allowed: 1 or more, in a longer run".formatted(from, to));
        }
        return Arrays.stream(values, (values.length - 1) / 2, values.length / 2 + 1)
                .average()
                .orElseThrow();
    }

    public double ratio() {
        return end / baseline;
    }
}

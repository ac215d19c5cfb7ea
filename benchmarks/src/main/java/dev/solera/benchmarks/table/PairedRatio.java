package dev.solera.benchmarks.table;

import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * The ratio of two quantities that were measured in pairs, with its 95 % interval: the geometric mean of the pairs' ratios,
 * and Student's t on their logarithms. What both of a pair have in common, such as a machine that slows down, cancels.
 *
 * @param estimate the ratio
 * @param low lower end of its interval
 * @param high upper end of its interval
 */
public record PairedRatio(double estimate, double low, double high) {

    private static final double BOTH_TAILS = 0.975;

    /** @param ratios one a pair, two or more */
    public static PairedRatio of(List<Double> ratios) {
        if (ratios.size() < 2) {
            throw new IllegalArgumentException("pairs are %d; allowed: 2 or more".formatted(ratios.size()));
        }
        SummaryStatistics logarithms = new SummaryStatistics();
        ratios.forEach(ratio -> logarithms.addValue(Math.log(ratio)));
        double quantile = new TDistribution(ratios.size() - 1).inverseCumulativeProbability(BOTH_TAILS);
        double reach = quantile * logarithms.getStandardDeviation() / Math.sqrt(ratios.size());
        return new PairedRatio(
                Math.exp(logarithms.getMean()),
                Math.exp(logarithms.getMean() - reach),
                Math.exp(logarithms.getMean() + reach));
    }

    /** The estimate with its interval, to so many decimals. */
    public String text(int decimals) {
        String number = "%." + decimals + "f";
        return String.format(Locale.ROOT, number + " (" + number + " to " + number + ")", estimate, low, high);
    }
}

package dev.solera.benchmarks.table;

import java.util.Locale;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/** The mean of a few figures, with their standard deviation where there are two or more. */
public final class Spread {

    private final SummaryStatistics figures = new SummaryStatistics();

    public void add(double figure) {
        figures.addValue(figure);
    }

    /** As tables have it, to so many decimals. */
    public String text(int decimals) {
        String number = "%." + decimals + "f";
        return figures.getN() == 1
                ? String.format(Locale.ROOT, number, figures.getMean())
                : String.format(Locale.ROOT, number + " ±" + number, figures.getMean(), figures.getStandardDeviation());
    }
}

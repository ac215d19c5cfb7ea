package dev.solera.probe.accuracy;

import java.util.Collection;

/**
 * A 95 % confidence interval of a fraction.
 *
 * @param low 0 to {@code high}
 * @param high up to 1
 */
public record Interval(double low, double high) {

    /** The normal distribution's 97.5 % quantile. */
    private static final double Z = 1.959963984540054;

    /**
     * Wilson's score interval (Wilson 1927, JASA 22), which stays inside [0, 1] and keeps its coverage for small
     * counts.
     *
     * @param fraction right ones of all
     * @param count independent trials; need not be whole where it is an effective number
     */
    public static Interval wilson(double fraction, double count) {
        if (count <= 0) {
            return new Interval(0, 1);
        }
        double z2 = Z * Z;
        double centre = (fraction + z2 / (2 * count)) / (1 + z2 / count);
        double half = Z / (1 + z2 / count) * Math.sqrt(fraction * (1 - fraction) / count + z2 / (4 * count * count));
        return new Interval(Math.max(0, centre - half), Math.min(1, centre + half));
    }

    /**
     * Wilson's interval for trials that come in clusters, here the frames of one recording, which are alike. The
     * variance of the fraction is that of the ratio estimator over recordings (Cochran, <i>Sampling Techniques</i>,
     * section 6.3), and the count that goes into Wilson's formula is that of independent trials with the same variance,
     * at most all of them. Where the variance is zero because all are right or wrong, each recording counts once.
     *
     * <p>Where each cluster has one trial this is {@link #wilson}, but for the sample variance's divisor.
     */
    public static Interval clustered(Collection<Tally> clusters) {
        Tally all = clusters.stream().reduce(Tally.NONE, Tally::plus);
        int recordings = clusters.size();
        if (recordings < 2) {
            return wilson(all.fraction(), recordings);
        }
        double fraction = all.fraction();
        double squares = 0;
        for (Tally one : clusters) {
            double residual = one.right() - fraction * one.count();
            squares += residual * residual;
        }
        double variance = squares * recordings / (recordings - 1.0) / ((double) all.count() * all.count());
        double effective = variance == 0 ? recordings : fraction * (1 - fraction) / variance;
        return wilson(fraction, Math.min(effective, all.count()));
    }
}

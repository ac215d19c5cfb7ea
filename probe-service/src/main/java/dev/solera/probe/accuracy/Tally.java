package dev.solera.probe.accuracy;

/**
 * How many decisions are right, out of how many.
 *
 * @param right of them
 * @param count all
 */
public record Tally(long right, long count) {

    public static final Tally NONE = new Tally(0, 0);

    public static Tally of(boolean isRight) {
        return new Tally(isRight ? 1 : 0, 1);
    }

    public Tally plus(Tally other) {
        return new Tally(right + other.right, count + other.count);
    }

    /** The fraction of right decisions; NaN if there are none. */
    public double fraction() {
        return (double) right / count;
    }
}

package dev.solera.probe;

/**
 * How many of some decisions are right.
 *
 * @param right of them
 * @param count all
 */
record Tally(long right, long count) {

    static final Tally NONE = new Tally(0, 0);

    static Tally of(boolean isRight) {
        return new Tally(isRight ? 1 : 0, 1);
    }

    Tally plus(Tally other) {
        return new Tally(right + other.right, count + other.count);
    }

    /** Right ones of all; NaN of none. */
    double fraction() {
        return (double) right / count;
    }
}

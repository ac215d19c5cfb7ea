package dev.solera.probe.accuracy;

import java.util.Comparator;

/**
 * One row of the accuracy table: a network at a depth.
 *
 * @param depth 0 is the raw input
 * @param network {@link Network#RAW} at depth 0 and nowhere else
 */
public record Representation(int depth, Network network) implements Comparable<Representation> {

    private static final Comparator<Representation> ORDER =
            Comparator.comparing(Representation::network).thenComparing(Representation::depth);

    public static final Representation RAW = new Representation(0, Network.RAW);

    public Representation {
        if (depth < 0 || (depth == 0) != (network == Network.RAW)) {
            throw new IllegalArgumentException(
                    "depth is %d, network %s; allowed: raw at depth 0, trained and untrained from depth 1"
                            .formatted(depth, network.text()));
        }
    }

    public static Representation trained(int depth) {
        return new Representation(depth, Network.TRAINED);
    }

    public static Representation untrained(int depth) {
        return new Representation(depth, Network.UNTRAINED);
    }

    @Override
    public int compareTo(Representation other) {
        return ORDER.compare(this, other);
    }
}

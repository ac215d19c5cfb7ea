package dev.solera.probe.rolling;

/**
 * How far rolling probes look back.
 *
 * @param block training samples between two fits, as long as which modules are taken to be the same
 * @param train training samples that they are fit on; more, up to {@link #most()}, where these are few for as many classes
 * @param heldOut held-out samples that are scored, at most
 */
public record RollingWindows(int block, int train, int heldOut) {

    private static final int MOST = 5000;

    /** Of a stack that changes: fewer would not tell where the block's mean is, more would be too long ago. */
    private static final int OF_CHANGING = 100;

    /** Of one that does not, so that there is soon something to compare with. */
    private static final int OF_UNCHANGING = 40;

    public static RollingWindows of(int train, int heldOut) {
        return new RollingWindows(OF_CHANGING, train, heldOut);
    }

    /** The same, for a stack that nothing trains. */
    RollingWindows ofUntrained() {
        return new RollingWindows(OF_UNCHANGING, train, heldOut);
    }

    /** Training samples at most. */
    int most() {
        return Math.max(MOST, train);
    }
}

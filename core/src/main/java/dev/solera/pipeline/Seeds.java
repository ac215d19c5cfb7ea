package dev.solera.pipeline;

import java.util.SplittableRandom;

/**
 * Derives independent random generators from the definition's seed, so that nothing ever reads a global state: what is
 * drawn depends on (seed, purpose, numbers) alone.
 */
public final class Seeds {

    private Seeds() {}

    /**
     * @param seed the definition's
     * @param purpose what is drawn, so that equal numbers for two purposes give different generators
     * @param numbers module and step, or epoch and recording
     */
    public static SplittableRandom generator(long seed, String purpose, long... numbers) {
        long state = mix(seed ^ 0x9E3779B97F4A7C15L);
        for (int i = 0; i < purpose.length(); i++) {
            state = mix(state + purpose.charAt(i));
        }
        for (long number : numbers) {
            state = mix(state ^ mix(number + 0x9E3779B97F4A7C15L));
        }
        return new SplittableRandom(state);
    }

    /** The finaliser of MurmurHash3 in Stafford's variant 13, as SplitMix64 uses it. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}

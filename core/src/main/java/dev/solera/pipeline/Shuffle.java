package dev.solera.pipeline;

import java.util.SplittableRandom;

/** Fisher and Yates' random permutation. */
public final class Shuffle {

    private Shuffle() {}

    /** The numbers 0 to {@code size - 1} in an order that the generator alone decides. */
    public static int[] of(int size, SplittableRandom random) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}

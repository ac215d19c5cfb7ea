package dev.solera.engine;

import java.util.Arrays;

/**
 * Blocks of contexts, each with the stretch of its sample's candidates that its terms' own ones are in: where a context predicts no
 * further than a few steps ahead, that is a fraction of them, and the others need not be scored.
 *
 * @param blocks of all samples, of as many contexts each
 * @param candidates of each block, by their places in all of the batch, {@code [blocks * width]}
 * @param places of the own candidates among their block's, by term
 */
record Bands(int blocks, long[] candidates, long[] places) {

    /** Rows of a block, at least: with fewer a product of matrices is slower by more than the candidates that are left out. */
    private static final int ROWS = 256;

    /** Candidates of a block come by so many, which rows in the processor's cache do well to be multiples of. */
    private static final int UNIT = 16;

    /** @param window candidates of a sample, as many as it has contexts */
    static Bands of(Products.Own own, int window) {
        int rows = own.places().length / own.samples();
        int perSample = 1;
        while (window % (2 * perSample) == 0 && rows / (2 * perSample) >= ROWS) {
            perSample *= 2;
        }
        return of(own, window, own.samples() * perSample);
    }

    private static Bands of(Products.Own own, int window, int blocks) {
        int rows = own.places().length / blocks;
        long[] begins = new long[blocks];
        long longest = 0;
        for (int block = 0; block < blocks; block++) {
            long[] of = Arrays.copyOfRange(own.places(), block * rows, (block + 1) * rows);
            begins[block] = Arrays.stream(of).min().orElseThrow();
            longest = Math.max(longest, Arrays.stream(of).max().orElseThrow() + 1 - begins[block]);
        }
        int width = Math.toIntExact(Math.min(window, (longest + UNIT - 1) / UNIT * UNIT));
        long[] candidates = new long[blocks * width];
        long[] places = own.places().clone();
        for (int block = 0; block < blocks; block++) {
            long begin = Math.min(begins[block], window - width);
            long first = (long) (block / (blocks / own.samples())) * window + begin;
            for (int i = 0; i < width; i++) {
                candidates[block * width + i] = first + i;
            }
            for (int i = block * rows; i < (block + 1) * rows; i++) {
                places[i] -= begin;
            }
        }
        return new Bands(blocks, candidates, places);
    }

    /** Candidates of a block. */
    int width() {
        return candidates.length / blocks;
    }
}

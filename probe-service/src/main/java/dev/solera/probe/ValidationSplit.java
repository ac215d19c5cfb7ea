package dev.solera.probe;

import dev.solera.pipeline.Seeds;

/**
 * The part of the training recordings that probes are not fit on while the best depth is chosen. A recording is in it
 * or not by a hash, so that it is the same for every label and row, and all windows of a recording stay together.
 *
 * @param fraction of recordings that is expected in it
 * @param seed of the hash
 */
record ValidationSplit(double fraction, long seed) {

    boolean isValidation(int recording) {
        return Seeds.generator(seed, "probe-validation", recording).nextDouble() < fraction;
    }
}

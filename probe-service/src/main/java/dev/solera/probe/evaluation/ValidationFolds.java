package dev.solera.probe.evaluation;

import dev.solera.pipeline.Seeds;

/**
 * The parts of the training recordings that choose the best depth, each by a probe that is fit on the others. A recording
 * is in one by a hash, so that it is the same one for every label and depth, and all windows of a recording stay together.
 *
 * @param count parts; 0 where no depth is chosen
 * @param seed of the hash
 */
public record ValidationFolds(int count, long seed) {

    /** The part that a recording is in, from 0. */
    int of(int recording) {
        return Seeds.generator(seed, "probe-validation", recording).nextInt(count);
    }

    /**
     * How many of the parts are scored. Labels of whole recordings have few examples, and neighbouring depths differ by
     * less than one part can resolve, so every recording is scored once. Frames are many and their probes slow to fit,
     * so one part is enough.
     */
    int lookedAt(boolean perFrame) {
        return perFrame ? Math.min(1, count) : count;
    }
}

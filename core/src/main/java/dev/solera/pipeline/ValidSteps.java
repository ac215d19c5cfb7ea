package dev.solera.pipeline;

/**
 * How many of a stage's steps see no padding beyond the convolutions' own, where a sample does not fill its window. One
 * convolution makes {@code max(0, floor((n + 2 padding - kernel + stride) / stride))} steps of n. Such a rounded-down
 * fraction of another is again one, and its least result only has to be carried along, so that any number of layers is
 * counted as one.
 *
 * @param offset added to the input samples
 * @param hop input samples between steps
 * @param least steps of an empty sample, which padding alone makes
 */
public record ValidSteps(long offset, int hop, int least) {

    /** At depth 0, where every sample is a step. */
    public static final ValidSteps OF_INPUT = new ValidSteps(0, 1, 0);

    /** Behind one more convolution. */
    public ValidSteps after(Conv1dLayer layer) {
        long reach = 2L * layer.padding() - layer.kernel() + layer.stride();
        return new ValidSteps(
                offset + reach * hop, Math.multiplyExact(hop, layer.stride()), Math.max(0, layer.outputSteps(least)));
    }

    /** @param samples of the input that are real */
    public long of(long samples) {
        return Math.max(least, Math.floorDiv(samples + offset, hop));
    }
}

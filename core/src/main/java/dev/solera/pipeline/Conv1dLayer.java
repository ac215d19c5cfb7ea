package dev.solera.pipeline;

import static dev.solera.pipeline.InvalidDefinitionException.require;

/**
 * One layer of an audio encoder: a convolution over time, then ReLU.
 *
 * @param channels output channels
 * @param kernel steps that one output sees
 * @param stride input steps between outputs
 * @param padding zeros at either end
 */
public record Conv1dLayer(int channels, int kernel, int stride, int padding) {

    /** As long as the longest window: what is longer sees nothing but padding. */
    private static final int LONGEST = 1 << 24;

    public Conv1dLayer {
        require(channels >= 1, "channels", channels, "1 or more");
        require(kernel >= 1 && kernel <= LONGEST, "kernel", kernel, "1 to " + LONGEST);
        require(stride >= 1 && stride <= LONGEST, "stride", stride, "1 to " + LONGEST);
        require(padding >= 0 && padding < kernel, "padding", padding, "0 to kernel - 1");
    }

    /** Output steps for {@code steps} input steps; less than 1 where the input is shorter than the kernel. */
    public int outputSteps(int steps) {
        return Math.toIntExact(Math.floorDiv(steps + 2L * padding - kernel, stride) + 1);
    }
}

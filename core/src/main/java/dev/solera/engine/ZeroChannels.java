package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Counts a tensor's channels that are zero everywhere, where the tensor is: of all its numbers one is copied. */
public final class ZeroChannels {

    private ZeroChannels() {}

    /**
     * @param tensor {@code [outside ..., channels, inside ...]}
     * @param channels on that axis
     * @param inside product of the axes behind it
     */
    public static int count(NDArray tensor, int channels, int inside) {
        NDArray largest =
                tensor.reshape(-1, channels, inside).abs().max(new int[] {2}).max(new int[] {0});
        return Math.round(TensorValues.number(
                largest.eq(0f).toType(DataType.FLOAT32, false).sum()));
    }
}

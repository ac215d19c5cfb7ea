package dev.solera.learning;

import dev.solera.definition.ActivationShape;
import java.util.BitSet;

/** Output channels that are zero everywhere in every sample so far. */
public final class DeadChannels {

    private final ActivationShape shape;
    private final BitSet dead;

    public DeadChannels(ActivationShape shape) {
        this.shape = shape;
        this.dead = new BitSet(shape.channels());
        this.dead.set(0, shape.channels());
    }

    /** @param values of one sample, row-major */
    public void see(float[] values) {
        for (int channel = dead.nextSetBit(0); channel >= 0; channel = dead.nextSetBit(channel + 1)) {
            dead.set(channel, isZero(values, channel));
        }
    }

    private boolean isZero(float[] values, int channel) {
        int length = shape.valuesPerChannel();
        int stride = length * shape.channels();
        for (int from = channel * length; from < values.length; from += stride) {
            for (int i = from; i < from + length; i++) {
                if (values[i] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    public int count() {
        return dead.cardinality();
    }
}

package dev.solera.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.solera.encoder.Encoder;

/** A step of a module without a loss: what it hands on is computed, and nothing moves. */
record NothingToLearn(Encoder encoder, Batch batch) implements PlannedLoss {

    @Override
    public double chance() {
        return 0;
    }

    @Override
    public boolean hasTerms() {
        return false;
    }

    @Override
    public Forward forward() {
        NDArray outputs = encoder.outputs(batch.values());
        NDArray none = outputs.getManager().zeros(new Shape(1));
        return new Forward(outputs, new LossTerms(none, none, none));
    }
}

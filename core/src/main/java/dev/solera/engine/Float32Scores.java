package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Scores in single precision, their loss by the engine's own operations. */
record Float32Scores(NDArray own, NDArray others) implements Scores {

    @Override
    public Contrast contrast(long[] leftOut, NDArray weights) {
        NDArray told = LeftOut.of(others, leftOut);
        NDArray logProbability = own.concat(told, 1).logSoftmax(1).get(":, 0:1").reshape(-1);
        NDArray loss = logProbability.mul(weights).sum().neg();
        NDArray best = told.stopGradient().max(new int[] {1});
        NDArray right = own.stopGradient().reshape(-1).gt(best).toType(DataType.FLOAT32, false);
        return new Contrast(loss, Autograd.Root.of(loss), right);
    }
}

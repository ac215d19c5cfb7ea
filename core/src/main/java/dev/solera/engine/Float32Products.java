package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv1d;
import ai.djl.nn.convolutional.Conv2d;

/** Products in single precision, by the engine's own operations. */
final class Float32Products implements Products {

    private static final Shape ONE = new Shape(1, 1);
    private static final Shape NONE = new Shape(0, 0);

    @Override
    public NDArray convolve(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding) {
        return stride.dimension() == 1
                ? Conv1d.conv1d(x, weight, bias, stride, padding).singletonOrThrow()
                : Conv2d.conv2d(x, weight, bias, stride, padding).singletonOrThrow();
    }

    @Override
    public NDArray convolveAndRectify(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding) {
        return Rectifier.rectify(convolve(x, weight, bias, stride, padding));
    }

    @Override
    public NDArray project(NDArray x, NDArray weight) {
        return convolve(x, weight.reshape(weight.getShape().addAll(ONE)), null, ONE, NONE);
    }

    @Override
    public Scores scores(NDArray contexts, NDArray weight, NDArray z, Own own, NDArray pool, Similarity similarity) {
        NDArray predicted = similarity.predictions(multiply(contexts, weight.transpose())
                .reshape(own.places().length, z.getShape().get(1)));
        NDArray others = multiply(predicted, similarity.candidates(pool).transpose());
        return new Float32Scores(ownScores(predicted, similarity.candidates(z), own), others);
    }

    @Override
    public NDArray multiply(NDArray left, NDArray right) {
        return left.matMul(right);
    }
}

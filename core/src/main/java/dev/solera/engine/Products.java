package dev.solera.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/**
 * How a module's products are computed: its convolutions, and the products of matrices in its loss, with their gradients. What goes in
 * and comes out is float32 whatever is done in between, as are parameters, sums over many terms, and the optimiser.
 */
public sealed interface Products permits Float32Products, Bfloat16Products {

    /** In single precision. */
    Products FLOAT32 = new Float32Products();

    /** Of numbers rounded to bfloat16. */
    Products BFLOAT16 = new Bfloat16Products();

    /**
     * A convolution with bias over one axis or two.
     *
     * @param x {@code [batch, inputs, places ...]}
     * @param weight {@code [channels, inputs, kernel ...]}
     * @param stride by axis of places
     * @param padding zeros at every edge, by axis of places
     * @return {@code [batch, channels, places ...]}
     */
    NDArray convolve(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding);

    /** The positive part of a {@link #convolve convolution}. */
    NDArray convolveAndRectify(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding);

    /**
     * A product over channels at every place of a plane: a convolution with a kernel of 1.
     *
     * @param x {@code [batch, inputs, height, width]}
     * @param weight {@code [channels, inputs]}
     * @return {@code [batch, channels, height, width]}
     */
    NDArray project(NDArray x, NDArray weight);

    /**
     * Scores {@code zᵀ p} of what is predicted and the candidate that is its own. It is scored with all of its sample's, and one of the
     * scores is picked: that costs as much as a pool of as many candidates, and its gradient is one matrix product where that of a gather
     * is a scatter.
     *
     * @param predicted p, by context and part, {@code [contexts * parts, hidden]}
     * @param z a candidate for every context, {@code [contexts, hidden]}
     * @return {@code [contexts * parts, 1]}
     */
    default NDArray ownScores(NDArray predicted, NDArray z, Own own) {
        int rows = own.places().length;
        long hidden = z.getShape().get(1);
        long window = z.getShape().get(0) / own.samples();
        NDArray all = multiply(
                        predicted.reshape(own.samples(), rows / own.samples(), hidden),
                        z.reshape(own.samples(), window, hidden).transpose(0, 2, 1))
                .reshape(rows, window);
        return all.gather(z.getManager().create(own.places()).reshape(rows, 1), 1);
    }

    /**
     * Scores of candidates by what contexts predict, W c for each of the weight's parts W, all of a context's parts behind one another.
     *
     * @param contexts c, {@code [contexts, context]}
     * @param weight the parts, one behind the other by rows, {@code [parts * hidden, context]}
     * @param z a candidate for every context, {@code [contexts, hidden]}
     * @param pool candidates of all contexts, {@code [M, hidden]}
     * @param similarity of a candidate and what is predicted
     * @return of {@code contexts * parts} terms
     */
    Scores scores(NDArray contexts, NDArray weight, NDArray z, Own own, NDArray pool, Similarity similarity);

    /**
     * The candidates that are a context's own, for each part of the weight one of the same sample's.
     *
     * @param samples that contexts are of, as many of each
     * @param places of the candidates in their sample, by context and part
     */
    record Own(int samples, long[] places) {}

    /** The product of two matrices, or of as many pairs of them as the axes outside count. */
    NDArray multiply(NDArray left, NDArray right);
}

package dev.solera.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.Contrast;
import dev.solera.engine.Products;
import dev.solera.engine.Rows;
import dev.solera.engine.Scores;
import dev.solera.engine.Similarity;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The InfoNCE loss of one module.
 *
 * <p>A context c_t predicts the encoding k steps ahead through a matrix W_k of its own. The score of a candidate is
 * log-bilinear (Löwe, O'Connor and Veeling 2019, equation 1; equation 3 for a module whose context is its own encoding):
 *
 * <pre>  f_k(z_{t+k}, c_t) = exp(z_{t+k}ᵀ W_k c_t)</pre>
 *
 * <p>and the loss asks to tell the true z_{t+k} from M negatives z_j (equation 2; equation 4 for a module):
 *
 * <pre>  L = − Σ_k E[ log f_k(z_{t+k}, c_t) / Σ_{z_j ∈ X} f_k(z_j, c_t) ],   X = {z_{t+k}} ∪ negatives</pre>
 *
 * <p>The score may be the cosine between z_{t+k} and W_k c_t over a temperature instead: what is predicted is a direction then, and no loss
 * falls by making encodings longer.
 *
 * <p>As the authors' code does, the sum over k is taken as a mean, so that the loss of a module that knows nothing is
 * ln(1 + M) nats whatever K is. ln(1 + M) − L is a lower bound on the mutual information between c_t and z_{t+k} (Oord,
 * Li and Vinyals 2018, section 2.3).
 *
 * <p>Where negatives are shared, a position whose own positive is in the pool has it left out there: it would otherwise be
 * told from itself. Where they are those of other sequences, all rows of its own sample are left out, and M is how many remain. A shared
 * pool is scored by all k at once; the authors' form goes k by k, as each draws other rows.
 */
final class InfoNce {

    private final Supplier<NDArray> predictor;
    private final int predictionSteps;
    private final Products products;
    private final Similarity similarity;
    private final int hidden;
    private final AlignedBuffer weights = new AlignedBuffer();

    /**
     * @param predictor W_1 to W_K stacked by rows, {@code [K * hidden, context]}
     * @param products how predictions and scores are computed
     * @param similarity that scores are
     */
    InfoNce(Supplier<NDArray> predictor, int predictionSteps, Products products, Similarity similarity) {
        this.predictor = predictor;
        this.predictionSteps = predictionSteps;
        this.products = products;
        this.similarity = similarity;
        this.hidden = Math.toIntExact(predictor.get().getShape().get(0) / predictionSteps);
    }

    /**
     * The loss with one pool of negatives for the whole batch.
     *
     * @param contexts of the sub-windows, {@code [batch * window, context]}
     * @param z of the sub-windows, {@code [batch * window, hidden]}
     * @param pool the negatives, {@code [M, hidden]}
     */
    LossTerms shared(LossPlan plan, NDArray contexts, NDArray z, NDArray pool) {
        Scores scores = products.scores(contexts, predictor.get(), z, positives(plan), pool, similarity);
        Negatives.Shared negatives = (Negatives.Shared) plan.negatives();
        long[] leftOut = negatives.ofOthers() ? ownSamples(plan, negatives) : ownPositives(plan, negatives);
        return terms(plan, scores, leftOut, z.getManager());
    }

    /**
     * The loss with negatives a position, the authors' form.
     *
     * @param contexts of the sub-windows, {@code [batch * window, context]}
     * @param z of the sub-windows, {@code [batch * window, hidden]}
     * @param all positions that negatives are drawn from, {@code [batch * time, hidden]}
     */
    LossTerms perPosition(LossPlan plan, NDArray contexts, NDArray z, NDArray all) {
        Negatives.PerPosition negatives = (Negatives.PerPosition) plan.negatives();
        int positions = plan.batch() * plan.window();
        NDArray predicted = similarity.predictions(
                products.multiply(contexts, predictor.get().transpose()).reshape(plan.terms(), hidden));
        NDArray drawn = similarity.candidates(all);
        NDArray byStep = predicted.reshape(positions, predictionSteps, hidden);
        NDList others = new NDList(predictionSteps);
        for (int k = 1; k <= predictionSteps; k++) {
            NDArray candidates =
                    Rows.gather(drawn, negatives.of(plan, k)).reshape(positions, negatives.count(), hidden);
            NDArray step = byStep.get(":, " + (k - 1)).expandDims(2);
            others.add(products.multiply(candidates, step).squeeze(2));
        }
        NDArray stacked = NDArrays.stack(others, 1).reshape(plan.terms(), negatives.count());
        Scores scores = Scores.of(products.ownScores(predicted, similarity.candidates(z), positives(plan)), stacked);
        return terms(plan, scores, new long[0], z.getManager());
    }

    /** The positive of every term, by its place in the sub-window; of one that has none there, and counts for nothing, the last place. */
    private static Products.Own positives(LossPlan plan) {
        int steps = plan.predictionSteps();
        long[] places = new long[plan.terms()];
        Arrays.setAll(places, index -> Math.min(plan.window() - 1, index / steps % plan.window() + index % steps + 1));
        return new Products.Own(plan.batch(), places);
    }

    private LossTerms terms(LossPlan plan, Scores scores, long[] leftOut, NDManager manager) {
        NDArray weights = weights(manager, plan.weights());
        Contrast contrast = scores.contrast(leftOut, weights);
        return new LossTerms(contrast.loss(), contrast.root(), contrast.right(), weights);
    }

    private NDArray weights(NDManager manager, float[] values) {
        weights.floats(values.length).put(values);
        return weights.asTensor(manager, new Shape(values.length));
    }

    /** Where a pool row is of the same sample as the term's positive: entries of {@code [terms, M]}. */
    private static long[] ownSamples(LossPlan plan, Negatives.Shared pool) {
        int ofSample = plan.window() * plan.predictionSteps();
        long[] entries = new long[pool.count() * ofSample];
        int next = 0;
        for (int j = 0; j < pool.count(); j++) {
            for (int i = 0; i < ofSample; i++) {
                entries[next++] = ((long) pool.sample()[j] * ofSample + i) * pool.count() + j;
            }
        }
        return entries;
    }

    /** Where a pool row is the term's own positive: entries of {@code [terms, M]}. */
    private long[] ownPositives(LossPlan plan, Negatives.Shared pool) {
        long[] entries = new long[pool.count() * predictionSteps];
        int found = 0;
        for (int j = 0; j < pool.count(); j++) {
            int b = pool.sample()[j];
            int positive = pool.time()[j] - plan.begins()[b];
            for (int k = 1; k <= predictionSteps; k++) {
                int t = positive - k;
                if (t >= 0 && positive < plan.window()) {
                    int term = (b * plan.window() + t) * predictionSteps + k - 1;
                    entries[found++] = (long) term * pool.count() + j;
                }
            }
        }
        return Arrays.copyOf(entries, found);
    }
}

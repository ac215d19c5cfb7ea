package dev.solera.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.Products;
import dev.solera.engine.Rows;
import java.util.Arrays;

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
 * <p>As the authors' code does, the sum over k is taken as a mean, so that the loss of a module that knows nothing is
 * ln(1 + M) nats whatever K is. ln(1 + M) − L is a lower bound on the mutual information between c_t and z_{t+k} (Oord,
 * Li and Vinyals 2018, section 2.3).
 *
 * <p>Where negatives are shared, a position whose own positive is in the pool has it masked there: it would otherwise be
 * told from itself. That form scores all k at once; the authors' form goes k by k, as each draws other rows.
 */
final class InfoNce {

    private final NDArray predictor;
    private final int predictionSteps;
    private final Products products;
    private final int hidden;
    private final PoolMask mask = new PoolMask();
    private final AlignedBuffer weights = new AlignedBuffer();

    /**
     * @param predictor W_1 to W_K stacked by rows, {@code [K * hidden, context]}
     * @param products how predictions and scores are computed
     */
    InfoNce(NDArray predictor, int predictionSteps, Products products) {
        this.predictor = predictor;
        this.predictionSteps = predictionSteps;
        this.products = products;
        this.hidden = Math.toIntExact(predictor.getShape().get(0) / predictionSteps);
    }

    /**
     * The loss with one pool of negatives for the whole batch.
     *
     * @param contexts of the sub-windows, {@code [batch * window, context]}
     * @param z of the sub-windows, {@code [batch * window, hidden]}
     * @param pool the negatives, {@code [M, hidden]}
     */
    LossTerms shared(LossPlan plan, NDArray contexts, NDArray z, NDArray pool) {
        Products.Scores scores = products.scores(contexts, predictor, z, positives(plan), pool);
        NDArray others = scores.pool().add(ownPositives(contexts.getManager(), plan));
        return terms(plan, scores.own(), others);
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
        NDArray predicted = products.multiply(contexts, predictor.transpose()).reshape(plan.terms(), hidden);
        NDArray byStep = predicted.reshape(positions, predictionSteps, hidden);
        NDList others = new NDList(predictionSteps);
        for (int k = 1; k <= predictionSteps; k++) {
            NDArray candidates = Rows.gather(all, negatives.of(plan, k)).reshape(positions, negatives.count(), hidden);
            NDArray step = byStep.get(":, " + (k - 1)).expandDims(2);
            others.add(products.multiply(candidates, step).squeeze(2));
        }
        NDArray stacked = NDArrays.stack(others, 1).reshape(plan.terms(), negatives.count());
        return terms(plan, products.ownScores(predicted, z, positives(plan)), stacked);
    }

    /** The positive of every term, by its place in the sub-window. */
    private static Products.Own positives(LossPlan plan) {
        long[] places = new long[plan.terms()];
        plan.forEachTerm((index, b, t, k) -> places[index] = t + k);
        return new Products.Own(plan.batch(), places);
    }

    private LossTerms terms(LossPlan plan, NDArray own, NDArray others) {
        NDArray weights = weights(own.getManager(), plan.weights());
        NDArray logProbability =
                own.concat(others, 1).logSoftmax(1).get(":, 0:1").reshape(-1);
        NDArray loss = logProbability.mul(weights).sum().neg();
        NDArray best = others.stopGradient().max(new int[] {1});
        NDArray right = own.stopGradient().reshape(-1).gt(best).toType(DataType.FLOAT32, false);
        return new LossTerms(loss, right, weights);
    }

    private NDArray weights(NDManager manager, float[] values) {
        weights.floats(values.length).put(values);
        return weights.asTensor(manager, new Shape(values.length));
    }

    /** 0, or minus infinity where a pool row is the term's own positive: {@code [terms, M]}. */
    private NDArray ownPositives(NDManager manager, LossPlan plan) {
        Negatives.Shared pool = (Negatives.Shared) plan.negatives();
        return mask.of(manager, new Shape(plan.terms(), pool.count()), maskedEntries(plan, pool));
    }

    private int[] maskedEntries(LossPlan plan, Negatives.Shared pool) {
        int[] entries = new int[pool.count() * predictionSteps];
        int found = 0;
        for (int j = 0; j < pool.count(); j++) {
            int b = pool.sample()[j];
            int positive = pool.time()[j] - plan.begins()[b];
            for (int k = 1; k <= predictionSteps; k++) {
                int t = positive - k;
                if (t >= 0 && positive < plan.window()) {
                    int term = (b * plan.window() + t) * predictionSteps + k - 1;
                    entries[found++] = term * pool.count() + j;
                }
            }
        }
        return Arrays.copyOf(entries, found);
    }
}

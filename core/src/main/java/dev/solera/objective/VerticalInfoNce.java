package dev.solera.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Encoder;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.LeftOut;
import dev.solera.engine.Products;
import dev.solera.engine.Rows;
import dev.solera.layer.SpatialMeanLayer;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * InfoNCE over one encoder's patches (Löwe, O'Connor and Veeling 2019, section 4.1). z of a patch is the mean over its places of
 * what the encoder makes of it, and is its context as well. That of row r scores candidates for the patch k + s rows further down in
 * its column, s being the rows that are skipped, by
 *
 * <pre>  f_k(z_j, c_r) = exp((W_k z_j)ᵀ c_r)</pre>
 *
 * <p>W_k stands on the candidate, unlike in the loss over time. As the authors' code does, the logarithm is that of the probability
 * plus 1e-11, and the sum over k is taken as a mean.
 *
 * <p>Gradients of biases nearly cancel over all places of all patches, and the engine sums them in single precision one after the
 * other: the authors' own are up to 1e-3 of the largest off what double precision gives. Products and sums are therefore taken in
 * their order, with their shapes, but for the prediction steps, which run from the furthest to the nearest; another order of
 * equal mathematics rounds otherwise.
 */
final class VerticalInfoNce implements Objective {

    private static final double LEAST_PROBABILITY = 1e-11;

    private final VerticalInfoNceDefinition definition;
    private final Encoder encoder;
    private final Supplier<NDArray> predictor;
    private final Products products;
    private final int side;
    private final int channels;
    private final AlignedBuffer weights = new AlignedBuffer();

    /** @param predictor W_1 to W_K stacked by rows, {@code [K * channels, channels]} */
    VerticalInfoNce(VerticalInfoNceDefinition definition, Encoder encoder, Supplier<NDArray> predictor) {
        this.definition = definition;
        this.encoder = encoder;
        this.predictor = predictor;
        this.products = encoder.products();
        this.side = VerticalInfoNceDefinition.side(encoder.architecture().encoded());
        this.channels = encoder.architecture().encoded().channels();
    }

    @Override
    public PlannedLoss plan(Batch batch, RandomGenerator random) {
        var grid = new VerticalPlan.Grid(side, batch.size(), definition.predictionSteps(), definition.skipRows());
        return planned(batch.values(), VerticalPlan.draw(grid, definition.negatives(), random));
    }

    PlannedLoss planned(List<float[]> batch, VerticalPlan plan) {
        return new PlannedLoss() {
            @Override
            public double chance() {
                return Math.log1p(plan.negatives().count());
            }

            @Override
            public boolean hasTerms() {
                return true;
            }

            @Override
            public Forward forward() {
                NDArray z = encoder.encode(encoder.input(batch));
                return new Forward(z.stopGradient(), loss(plan, grid(z)));
            }
        };
    }

    /** z of every patch, {@code [batch, channels, rows, columns]}. */
    private NDArray grid(NDArray z) {
        NDArray means = encoder.architecture().encoded().has(ActivationShape.HEIGHT) ? SpatialMeanLayer.mean(z) : z;
        return means.transpose(0, 2, 1).reshape(-1, channels, side, side);
    }

    /** Patches in the plan's order, {@code [rows * columns * batch, channels]}. */
    private NDArray inOrder(NDArray grid) {
        return grid.transpose(2, 3, 0, 1).reshape(-1, channels);
    }

    private LossTerms loss(VerticalPlan plan, NDArray z) {
        int steps = plan.grid().predictionSteps();
        NDList losses = new NDList(steps);
        NDList right = new NDList(steps);
        for (int k = steps; k >= 1; k--) {
            NDArray scores = scores(plan, k, z);
            losses.add(meanLoss(plan.grid(), k, scores));
            right.add(right(scores.stopGradient()));
        }
        NDArray sum = losses.stream().reduce(NDArray::add).orElseThrow();
        float[] values = plan.grid().weights();
        weights.floats(values.length).put(values);
        // Not div(steps): DJL gives up what it makes of a number at once, and its memory with the next garbage
        // collection, which may come before the backward pass, where that is read.
        NDArray mean = sum.div(z.getManager().full(new Shape(), steps));
        return new LossTerms(
                mean, NDArrays.concat(right, 0), weights.asTensor(z.getManager(), new Shape(values.length)));
    }

    /** Scores of the positive and of the negatives of step k, {@code [contexts, 1 + M]}. */
    private NDArray scores(VerticalPlan plan, int k, NDArray z) {
        VerticalPlan.Grid grid = plan.grid();
        int count = grid.contexts(k);
        int ahead = grid.skipRows() + k;
        NDArray weight = predictor.get().get("%d:%d".formatted((k - 1) * channels, k * channels));
        NDArray positives = inOrder(products.project(z.get(":, :, %d:".formatted(ahead)), weight));
        NDArray contexts = inOrder(z.get(":, :, :%d".formatted(side - ahead)));
        NDArray own = products.multiply(contexts.expandDims(1), positives.expandDims(2))
                .squeeze(2);
        if (plan.negatives() instanceof VerticalPlan.Negatives.PerPosition negatives) {
            NDArray candidates = Rows.gather(positives, negatives.patches()[k - 1])
                    .reshape(count, negatives.count(), channels)
                    .transpose(0, 2, 1);
            return own.concat(
                    products.multiply(contexts.expandDims(1), candidates).squeeze(1), 1);
        }
        long[] pool = ((VerticalPlan.Negatives.Shared) plan.negatives()).patches();
        NDArray candidates = products.multiply(Rows.gather(inOrder(z), pool), weight.transpose());
        NDArray others = products.multiply(contexts, candidates.transpose());
        return own.concat(LeftOut.of(others, ownPositives(grid, k, pool)), 1);
    }

    /** Where a pool's patch is the context's own positive: entries of {@code [contexts, M]}. */
    private static long[] ownPositives(VerticalPlan.Grid grid, int k, long[] pool) {
        return IntStream.range(0, pool.length)
                .filter(j -> pool[j] >= grid.ahead(k))
                .mapToLong(j -> (pool[j] - grid.ahead(k)) * pool.length + j)
                .toArray();
    }

    private static NDArray meanLoss(VerticalPlan.Grid grid, int k, NDArray scores) {
        long candidates = scores.getShape().get(1);
        NDArray byImage = scores.reshape(
                        grid.contexts(k) / (grid.side() * grid.batch()), grid.side(), grid.batch(), candidates)
                .transpose(2, 3, 0, 1);
        return byImage.softmax(1)
                .get(":, 0")
                .reshape(-1)
                .add(LEAST_PROBABILITY)
                .log()
                .mean()
                .neg();
    }

    private static NDArray right(NDArray scores) {
        NDArray best = scores.get(":, 1:").max(new int[] {1});
        return scores.get(":, 0").gt(best).toType(DataType.FLOAT32, false);
    }
}

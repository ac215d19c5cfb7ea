package dev.solera.objective;

import ai.djl.ndarray.NDArray;
import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameters;
import dev.solera.encoder.StepGradients;
import dev.solera.encoder.Stretches;
import dev.solera.engine.Autograd;
import dev.solera.engine.GruPass;
import dev.solera.engine.RowGradients;
import dev.solera.engine.Rows;
import dev.solera.layer.TimeBase;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** InfoNCE over one encoder's steps: which of its outputs the loss looks at, and through which the gradient flows. */
final class InfoNceObjective implements Objective {

    private final InfoNceDefinition definition;
    private final Encoder encoder;
    private final InfoNce infoNce;
    private final LossPlanner planner;
    private final TimeBase time;
    private final int steps;
    private final Optional<Views> views;
    private final Optional<StepGradients> stepGradients;

    /** The slices of a windowed step: the sub-windows, and the pool where that is drawn from the whole sequence. */
    private record Views(Stretches windows, Stretches pool) {}

    InfoNceObjective(InfoNceDefinition definition, Encoder encoder, Parameters parameters) {
        this.definition = definition;
        this.encoder = encoder;
        this.infoNce = new InfoNce(
                () -> parameters.get(InfoNceDefinition.PREDICTOR),
                definition.predictionSteps(),
                encoder.products(),
                definition.score().similarity());
        this.steps = encoder.architecture().encoded().size(ActivationShape.TIME);
        this.time = encoder.architecture().encodedTime().orElseThrow();
        this.planner = new LossPlanner(definition, steps);
        this.views = definition.windowed()
                ? Optional.of(new Views(new Stretches(encoder), new Stretches(encoder)))
                : Optional.empty();
        this.stepGradients = StepGradients.of(encoder);
    }

    @Override
    public PlannedLoss plan(Batch batch, RandomGenerator random) {
        int[] valid = new int[batch.size()];
        for (int b = 0; b < valid.length; b++) {
            valid[b] = time.validSteps(batch.valid()[b], steps);
        }
        return planned(batch.values(), planner.plan(valid, random));
    }

    PlannedLoss planned(List<float[]> batch, LossPlan plan) {
        return new PlannedLoss() {
            @Override
            public double chance() {
                return plan.chance();
            }

            @Override
            public boolean hasTerms() {
                return plan.hasTerms();
            }

            @Override
            public Forward forward() {
                NDArray x = encoder.input(batch);
                if (takesStepsAlone(plan) && !x.getDevice().isGpu()) {
                    return atSteps(x, batch, plan, stepGradients.orElseThrow());
                }
                return views.map(slices -> windowed(x, batch, plan, slices)).orElseGet(() -> whole(x, plan));
            }
        };
    }

    /** Gradient through the whole sequence. */
    private Forward whole(NDArray x, LossPlan plan) {
        return encoder.contextPass(x).map(pass -> byHand(x, plan, pass)).orElseGet(() -> recorded(x, plan));
    }

    private Forward byHand(NDArray x, LossPlan plan, GruPass pass) {
        NDArray states = Autograd.leaf(pass.states());
        LossTerms terms = loss(plan, windowRows(states, plan), byTime(x));
        return new Forward(pass.outputs(states.stopGradient()), terms, () -> pass.backward(states.getGradient()));
    }

    private Forward recorded(NDArray x, LossPlan plan) {
        NDArray z = encoder.encode(x);
        NDArray rows = byTime(z);
        if (encoder.architecture().context().isEmpty()) {
            return new Forward(z.stopGradient(), loss(plan, windowRows(rows, plan), rows));
        }
        NDArray contexts = encoder.contexts(z);
        return new Forward(contexts.stopGradient(), loss(plan, windowRows(byTime(contexts), plan), rows));
    }

    private LossTerms loss(LossPlan plan, NDArray contexts, NDArray rows) {
        NDArray z = windowRows(rows, plan);
        if (plan.negatives() instanceof Negatives.Shared pool) {
            return infoNce.shared(plan, contexts, z, Rows.gather(rows, pool.rows(steps)));
        }
        return infoNce.perPosition(plan, contexts, z, rows);
    }

    private NDArray windowRows(NDArray rows, LossPlan plan) {
        if (plan.window() == steps) {
            return rows;
        }
        int window = plan.window();
        long[] indices = IntStream.range(0, plan.batch() * window)
                .mapToLong(i -> (long) (i / window) * steps + plan.begins()[i / window] + i % window)
                .toArray();
        return Rows.gather(rows, indices);
    }

    /** Whether that is possible, and less than a gradient at all steps. */
    private boolean takesStepsAlone(LossPlan plan) {
        return stepGradients.isPresent()
                && definition.negatives().from() != NegativesDefinition.From.SUB_WINDOW
                && plan.negatives() instanceof Negatives.Shared pool
                && plan.batch() * plan.window() + pool.count() < plan.batch() * steps;
    }

    /** Gradient at just the steps that the loss looks at, of a convolution that encoded everything. */
    private Forward atSteps(NDArray x, List<float[]> batch, LossPlan plan, StepGradients gradients) {
        NDArray z;
        try (Autograd paused = Autograd.paused()) {
            z = encoder.encode(x);
        }
        int window = plan.window();
        long[] samples = LongStream.range(0, (long) plan.batch() * window)
                .map(i -> i / window)
                .toArray();
        long[] times = IntStream.range(0, plan.batch() * window)
                .mapToLong(i -> plan.begins()[i / window] + i % window)
                .toArray();
        Negatives.Shared pool = (Negatives.Shared) plan.negatives();
        NDArray windows = RowGradients.leaf(z, samples, times);
        NDArray drawn = RowGradients.leaf(
                z,
                Arrays.stream(pool.sample()).asLongStream().toArray(),
                Arrays.stream(pool.time()).asLongStream().toArray());
        return new Forward(
                z,
                infoNce.shared(plan, windows, windows, drawn),
                () -> gradients.backward(batch, windows, plan.begins(), drawn, pool.sample(), pool.time()));
    }

    /** Gradient through just the input behind the sub-windows and the pool; the same gradient as through the whole. */
    private Forward windowed(NDArray x, List<float[]> batch, LossPlan plan, Views slices) {
        NDArray z;
        try (Autograd paused = Autograd.paused()) {
            z = encoder.encode(x);
        }
        int window = plan.window();
        int[] everySample = IntStream.range(0, plan.batch()).toArray();
        NDArray windows = byTime(slices.windows().encode(x, batch, everySample, plan.begins(), window));
        Negatives.Shared pool = (Negatives.Shared) plan.negatives();
        if (definition.negatives().from() == NegativesDefinition.From.SUB_WINDOW) {
            NDArray drawn = Rows.gather(windows, pool.within(plan).rows(window));
            return new Forward(z, infoNce.shared(plan, windows, windows, drawn));
        }
        NDArray drawn = byTime(slices.pool().encode(x, batch, pool.sample(), pool.time(), 1));
        return new Forward(z, infoNce.shared(plan, windows, windows, drawn));
    }

    /** {@code [batch, channels, time]} as {@code [batch * time, channels]}. */
    private static NDArray byTime(NDArray z) {
        return z.transpose(0, 2, 1).reshape(-1, z.getShape().get(1));
    }
}

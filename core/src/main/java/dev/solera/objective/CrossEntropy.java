package dev.solera.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameters;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.Autograd;
import dev.solera.engine.GruPass;
import dev.solera.layer.TimeBase;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The cross-entropy of a linear classifier over one encoder's outputs.
 *
 * <p>With m the mean of a sample's outputs over all of its places, of sound over the steps that are not padding, and y its class,
 *
 * <pre>  L = − E[ log softmax(A m + b)_y ]</pre>
 *
 * <p>over the samples of the batch whose class is known. One that knows nothing has a loss of ln(classes). Nothing is left to chance.
 */
final class CrossEntropy implements Objective {

    private static final int UNKNOWN = -1;

    private final CrossEntropyDefinition definition;
    private final Encoder encoder;
    private final Parameters parameters;
    private final ActivationShape output;
    private final Optional<TimeBase> time;

    /** @param parameters with A, {@code [classes, channels]}, and b, {@code [classes]} */
    CrossEntropy(CrossEntropyDefinition definition, Encoder encoder, Parameters parameters) {
        this.definition = definition;
        this.encoder = encoder;
        this.parameters = parameters;
        this.output = encoder.architecture().output();
        this.time = encoder.architecture().outputTime();
    }

    @Override
    public PlannedLoss plan(Batch batch, RandomGenerator random) {
        int[] classes = batch.labels().get(definition.label());
        long known = Arrays.stream(classes).filter(of -> of != UNKNOWN).count();
        return new PlannedLoss() {
            @Override
            public double chance() {
                return Math.log(definition.classes());
            }

            @Override
            public boolean hasTerms() {
                return known > 0;
            }

            @Override
            public Forward forward() {
                NDArray x = encoder.input(batch.values());
                return encoder.contextPass(x).map(this::byHand).orElseGet(() -> recorded(x));
            }

            private Forward byHand(GruPass pass) {
                NDArray states = Autograd.leaf(pass.states());
                NDArray outputs = pass.outputs(states);
                return new Forward(outputs.stopGradient(), loss(outputs), () -> pass.backward(states.getGradient()));
            }

            private Forward recorded(NDArray x) {
                NDArray outputs = encoder.contexts(encoder.encode(x));
                return new Forward(outputs.stopGradient(), loss(outputs));
            }

            private LossTerms loss(NDArray outputs) {
                return terms(scores(outputs, batch), classes, Math.max(1, known));
            }
        };
    }

    /** {@code [batch, classes]}. */
    private NDArray scores(NDArray outputs, Batch batch) {
        NDArray weight = parameters.get(CrossEntropyDefinition.WEIGHT);
        NDArray bias = parameters.get(CrossEntropyDefinition.BIAS);
        return mean(outputs, batch).matMul(weight.transpose()).add(bias);
    }

    /** {@code [batch, channels]}. */
    private NDArray mean(NDArray outputs, Batch batch) {
        if (time.isPresent()) {
            int steps = output.size(ActivationShape.TIME);
            NDArray weights =
                    AlignedBuffer.copyOf(outputs.getManager(), shares(batch, steps), new Shape(batch.size(), steps, 1));
            return outputs.matMul(weights).squeeze(2);
        }
        int channels = output.channels();
        int inside = output.valuesPerChannel();
        int outside = output.size() / channels / inside;
        return outputs.reshape(batch.size(), outside, channels, inside)
                .mean(new int[] {3})
                .mean(new int[] {1});
    }

    /** What each step weighs in its sample's mean: nothing where it is padding. */
    private float[] shares(Batch batch, int steps) {
        float[] shares = new float[batch.size() * steps];
        for (int b = 0; b < batch.size(); b++) {
            int valid = time.orElseThrow().validSteps(batch.valid()[b], steps);
            Arrays.fill(shares, b * steps, b * steps + valid, 1f / valid);
        }
        return shares;
    }

    /** @param known samples whose class is known, at least 1 */
    private LossTerms terms(NDArray scores, int[] classes, long known) {
        int batch = classes.length;
        float[] weights = new float[batch];
        float[] numbers = new float[batch];
        long[] columns = new long[batch];
        for (int b = 0; b < batch; b++) {
            numbers[b] = classes[b];
            if (classes[b] != UNKNOWN) {
                weights[b] = 1f / known;
                columns[b] = classes[b];
            }
        }
        var manager = scores.getManager();
        NDArray shares = AlignedBuffer.copyOf(manager, weights, new Shape(batch));
        NDArray picked = scores.logSoftmax(1).gather(manager.create(columns).reshape(batch, 1), 1);
        NDArray loss = picked.reshape(batch).mul(shares).sum().neg();
        NDArray best = scores.stopGradient().argMax(1).toType(DataType.FLOAT32, false);
        NDArray right = best.eq(AlignedBuffer.copyOf(manager, numbers, new Shape(batch)))
                .toType(DataType.FLOAT32, false);
        return new LossTerms(loss, right, shares);
    }
}

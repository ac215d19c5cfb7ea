package dev.solera.encoder;

import ai.djl.ndarray.NDArray;
import dev.solera.engine.Products;
import dev.solera.engine.RowGradients;
import dev.solera.layer.Conv1dLayer;
import dev.solera.layer.Norm;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Gradients of an encoder of one convolution over time, by hand, at the steps that a loss looks at: stretches of all samples, and single
 * steps of any.
 */
public final class StepGradients {

    private final Encoder encoder;
    private final Conv1dLayer layer;
    private final Stretches near;
    private final Stretches far;

    private StepGradients(Encoder encoder, Conv1dLayer layer) {
        this.encoder = encoder;
        this.layer = layer;
        this.near = new Stretches(encoder);
        this.far = new Stretches(encoder);
    }

    /**
     * Those of an encoder whose products are in bfloat16; in single precision they would come to other bits. A convolution of one input
     * channel is none of them, and nothing to save.
     */
    public static Optional<StepGradients> of(Encoder encoder) {
        Architecture architecture = encoder.architecture();
        return encoder.products() == Products.BFLOAT16
                        && architecture.context().isEmpty()
                        && architecture.layers().size() == 1
                        && architecture.layers().get(0) instanceof Conv1dLayer layer
                        && layer.norm() == Norm.NONE
                        && architecture.input().channels() > 1
                ? Optional.of(new StepGradients(encoder, layer))
                : Optional.empty();
    }

    /**
     * Adds to the gradients of the convolution's parameters.
     *
     * @param batch that was encoded
     * @param windows stretches, one of every sample, that begin where {@code begins} says
     * @param singles steps of {@code samples}, at {@code steps}
     */
    public void backward(
            List<float[]> batch, NDArray windows, int[] begins, NDArray singles, int[] samples, int[] steps) {
        int[] everySample = IntStream.range(0, batch.size()).toArray();
        int window = Math.toIntExact(windows.getShape().get(0) / batch.size());
        var weights = encoder.weights(0);
        RowGradients.backward(
                new RowGradients.Seen(windows, near.inputs(batch, everySample, begins, window)),
                new RowGradients.Seen(singles, far.inputs(batch, samples, steps, 1)),
                weights.get("weight"),
                weights.get("bias"),
                layer.stride());
    }
}

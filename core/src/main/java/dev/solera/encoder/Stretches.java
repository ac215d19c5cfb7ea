package dev.solera.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.AlignedBuffer;
import dev.solera.engine.Rows;
import dev.solera.layer.LocalLayer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Encodes just the input behind some stretches of an encoder's output over time. What lies beyond a true edge is zero at every
 * layer, as the layers' own padding is; inside, the neighbouring input is seen as in {@link Encoder#encode(NDArray)}.
 */
public final class Stretches {

    private final Encoder encoder;
    private final List<LocalLayer> layers;
    private final AlignedBuffer memory = new AlignedBuffer();

    /** @throws IllegalArgumentException where the encoder has a layer whose output depends on all of its input */
    public Stretches(Encoder encoder) {
        this.encoder = encoder;
        this.layers = encoder.architecture().layers().stream()
                .map(layer -> {
                    if (layer instanceof LocalLayer local) {
                        return local;
                    }
                    throw new IllegalArgumentException("layer is %s; allowed: local ones".formatted(layer));
                })
                .toList();
    }

    /**
     * The result is valid until the next call.
     *
     * @param x the batch in the engine, {@code [batch, channels, time]}: slices are cut of it where it is on a GPU
     * @param batch the same in this process
     * @param samples of which sample each stretch is
     * @param begins first output step of each stretch
     * @param length output steps of every stretch
     * @return {@code [stretches, channels of z, length]}
     */
    public NDArray encode(NDArray x, List<float[]> batch, int[] samples, int[] begins, int length) {
        int depth = layers.size();
        int[][] first = new int[depth + 1][];
        int[] lengths = new int[depth + 1];
        first[depth] = begins;
        lengths[depth] = length;
        for (int i = depth - 1; i >= 0; i--) {
            LocalLayer layer = layers.get(i);
            first[i] = Arrays.stream(first[i + 1]).map(layer::inputBegin).toArray();
            lengths[i] = layer.inputLength(lengths[i + 1]);
        }
        NDArray z = x.getDevice().isGpu()
                ? cut(x, samples, first[0], lengths[0])
                : slices(batch, samples, first[0], lengths[0]);
        int steps = encoder.architecture().input().size(ActivationShape.TIME);
        for (int i = 0; i < depth; i++) {
            z = layers.get(i).forwardUnpadded(z, encoder.weights(i), encoder.products());
            steps = layers.get(i).outputSteps(steps);
            if (i < depth - 1) {
                z = zeroBeyondEdges(z, first[i + 1], lengths[i + 1], steps);
            }
        }
        return z;
    }

    /**
     * What stretches of an encoder of one layer come from; valid until the next call.
     *
     * @return {@code [stretches, channels of the input, steps]}
     */
    NDArray inputs(List<float[]> batch, int[] samples, int[] begins, int length) {
        LocalLayer layer = layers.get(0);
        return slices(
                batch, samples, Arrays.stream(begins).map(layer::inputBegin).toArray(), layer.inputLength(length));
    }

    private NDArray slices(List<float[]> batch, int[] samples, int[] begins, int length) {
        int channels = encoder.architecture().input().channels();
        int steps = encoder.architecture().input().size(ActivationShape.TIME);
        FloatBuffer buffer = memory.floats(samples.length * channels * length);
        float[] row = new float[length];
        for (int i = 0; i < samples.length; i++) {
            int from = Math.max(0, begins[i]);
            int to = Math.min(steps, begins[i] + length);
            for (int c = 0; c < channels; c++) {
                Arrays.fill(row, 0);
                System.arraycopy(batch.get(samples[i]), c * steps + from, row, from - begins[i], to - from);
                buffer.put(row);
            }
        }
        return memory.asTensor(encoder.manager(), new Shape(samples.length, channels, length));
    }

    /**
     * The same, on the device of x.
     *
     * @param x {@code [batch, channels, time]}
     * @return {@code [stretches, channels, length]}
     */
    static NDArray cut(NDArray x, int[] samples, int[] begins, int length) {
        long channels = x.getShape().get(1);
        int steps = Math.toIntExact(x.getShape().get(2));
        long[] rows = new long[samples.length * length];
        for (int i = 0; i < samples.length; i++) {
            for (int t = 0; t < length; t++) {
                int inside = Math.max(0, Math.min(steps - 1, begins[i] + t));
                rows[i * length + t] = (long) samples[i] * steps + inside;
            }
        }
        NDArray slices = Rows.gather(x.transpose(0, 2, 1).reshape(-1, channels), rows)
                .reshape(samples.length, length, channels)
                .transpose(0, 2, 1);
        return zeroBeyondEdges(slices, begins, length, steps);
    }

    private static NDArray zeroBeyondEdges(NDArray z, int[] begins, int length, int steps) {
        float[] inside = new float[begins.length * length];
        for (int i = 0; i < begins.length; i++) {
            for (int t = 0; t < length; t++) {
                int step = begins[i] + t;
                inside[i * length + t] = step >= 0 && step < steps ? 1 : 0;
            }
        }
        return z.mul(AlignedBuffer.copyOf(z.getManager(), inside, new Shape(begins.length, 1, length)));
    }
}

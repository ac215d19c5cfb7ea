package dev.solera.learning;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv1d;
import dev.solera.learning.engine.AlignedBuffer;
import dev.solera.pipeline.Conv1dLayer;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.StageShape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The forward computation of one module: convolutions with ReLU over time, then the context network where there is one.
 */
final class Network {

    private final ModuleDefinition module;
    private final StageShape input;
    private final Map<String, NDArray> parameters;

    Network(ModuleDefinition module, StageShape input, Map<String, NDArray> parameters) {
        this.module = module;
        this.input = input;
        this.parameters = parameters;
    }

    /**
     * @param x {@code [batch, channels, time]}
     * @return z, {@code [batch, hidden, time]}
     */
    NDArray encode(NDArray x) {
        NDArray z = x;
        List<Conv1dLayer> layers = module.encoder();
        for (int i = 0; i < layers.size(); i++) {
            z = convolve(z, i, layers.get(i).padding());
        }
        return z;
    }

    /**
     * @param z {@code [batch, time, hidden]}
     * @return contexts, {@code [batch, time, recurrent]}
     */
    NDArray contexts(NDArray z) {
        int hidden = module.context().orElseThrow().hidden();
        NDArray first = z.getManager().zeros(new Shape(1, z.getShape().get(0), hidden));
        NDList weights = new NDList(ParameterTable.GRU.length);
        for (String name : ParameterTable.GRU) {
            weights.add(parameters.get(name));
        }
        return z.getNDArrayInternal()
                .gru(z, first, weights, true, 1, 0, true, false, true)
                .head();
    }

    /**
     * Encodes just the input behind some stretches of the output. What lies beyond a true edge is zero at every layer, as
     * the convolutions' own padding is; inside, the neighbouring input is seen as in {@link #encode}.
     *
     * @param memory holds the slices; not to be used again before this step is done
     * @param batch values of the samples, each {@code [channels, time]}
     * @param samples of which sample each stretch is
     * @param begins first output step of each stretch
     * @param length output steps of every stretch
     * @return {@code [stretches, hidden, length]}
     */
    NDArray encodeStretches(
            NDManager manager, AlignedBuffer memory, List<float[]> batch, int[] samples, int[] begins, int length) {
        List<Conv1dLayer> layers = module.encoder();
        int depth = layers.size();
        int[][] first = new int[depth + 1][];
        int[] lengths = new int[depth + 1];
        first[depth] = begins;
        lengths[depth] = length;
        for (int i = depth - 1; i >= 0; i--) {
            Conv1dLayer layer = layers.get(i);
            first[i] = Arrays.stream(first[i + 1])
                    .map(step -> step * layer.stride() - layer.padding())
                    .toArray();
            lengths[i] = (lengths[i + 1] - 1) * layer.stride() + layer.kernel();
        }
        NDArray z = slices(manager, memory, batch, samples, first[0], lengths[0]);
        int steps = input.steps();
        for (int i = 0; i < depth; i++) {
            z = convolve(z, i, 0);
            steps = layers.get(i).outputSteps(steps);
            if (i < depth - 1) {
                z = zeroBeyondEdges(z, first[i + 1], lengths[i + 1], steps);
            }
        }
        return z;
    }

    private NDArray convolve(NDArray x, int layer, int padding) {
        return Conv1d.conv1d(
                        x,
                        parameters.get(ParameterTable.weight(layer)),
                        parameters.get(ParameterTable.bias(layer)),
                        new Shape(module.encoder().get(layer).stride()),
                        new Shape(padding))
                .singletonOrThrow()
                .getNDArrayInternal()
                .relu();
    }

    private NDArray slices(
            NDManager manager, AlignedBuffer memory, List<float[]> batch, int[] samples, int[] begins, int length) {
        int channels = input.channels();
        int steps = input.steps();
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
        return memory.asTensor(manager, new Shape(samples.length, channels, length));
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

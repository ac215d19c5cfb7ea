package dev.solera.learning.oracle;

import dev.solera.learning.oracle.ModuleOracle.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One module over pictures in double precision and plain loops: what the engine's step is compared with.
 *
 * @param channels of the input
 * @param side of the input's pictures, or of its patches
 * @param patches of each sample of the input; 1 where it is whole pictures
 * @param means whether the mean of every patch is handed on instead of it
 * @param layers one after the other
 */
public record GridOracle(int channels, int side, int patches, boolean means, List<Layer> layers) {

    /** One layer; its place in the module says what its parameters are called. */
    public sealed interface Layer {}

    /** Cuts whole pictures. */
    public record Patches(int size, int stride) implements Layer {}

    public record Convolution(int channels, int kernel, int stride, int padding) implements Layer {}

    /** Blocks of 3x3 and 3x3, or of 1x1, 3x3 and 1x1 that hand on four times their width. */
    public record Residual(boolean bottleneck, int blocks, int width, int stride) implements Layer {}

    /** What negatives one context has. */
    @FunctionalInterface
    public interface Negatives {

        /** @return places in {@code [batch, rows, columns]}, counted row-major, that the patch k steps further down is told from */
        int[] of(int k, int sample, int row, int column);
    }

    /** Pictures: {@code [pictures * side * side, channels]}. */
    private record Pictures(Matrix values, int side) {}

    /**
     * @param parameters by name
     * @param batch values of each sample, row-major with channels outside of height and width
     */
    public Step step(
            Map<String, double[]> parameters, List<float[]> batch, int predictionSteps, int skip, Negatives negatives) {
        Tape tape = new Tape();
        Weights weights = new Weights(parameters);
        Pictures x = encode(tape, weights, batch);
        Matrix z = tape.means(x.values(), x.side() * x.side());
        Matrix projected = tape.product(z, weights.matrix("predictor.weight", z.columns));
        int rows = (int) Math.round(Math.sqrt((double) z.rows / batch.size()));
        var infoNce = new VerticalInfoNceOracle(z, projected, rows, predictionSteps, skip, negatives);
        Matrix loss = infoNce.loss(tape);
        tape.backward(loss);
        return new Step(
                channelsOutside(means ? new Pictures(z, 1) : x, batch.size()),
                loss.values[0],
                infoNce.clearlyRight(),
                infoNce.perhapsRight(),
                weights.gradients());
    }

    /**
     * The same with a classifier over the mean of each sample's outputs.
     *
     * @param labels class of each sample, -1 where it is unknown
     */
    public Step classify(Map<String, double[]> parameters, List<float[]> batch, int[] labels) {
        Tape tape = new Tape();
        Weights weights = new Weights(parameters);
        Pictures x = encode(tape, weights, batch);
        Pictures outputs = means ? new Pictures(tape.means(x.values(), x.side() * x.side()), 1) : x;
        CrossEntropyOracle crossEntropy = new CrossEntropyOracle(labels);
        int[] places = new int[labels.length];
        Arrays.fill(places, outputs.values().rows / labels.length);
        Matrix loss = crossEntropy.loss(tape, weights, outputs.values(), places);
        tape.backward(loss);
        return new Step(
                channelsOutside(outputs, batch.size()),
                loss.values[0],
                crossEntropy.clearlyRight(),
                crossEntropy.perhapsRight(),
                weights.gradients());
    }

    private Pictures encode(Tape tape, Weights weights, List<float[]> batch) {
        Pictures x = new Pictures(placesOutside(batch), side);
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            String name = "encoder." + i + ".";
            if (layer instanceof Patches patching) {
                x = cut(tape, x, patching);
            } else if (layer instanceof Convolution c) {
                x = convolve(tape, weights, x, name, c.channels(), c.kernel(), c.stride(), c.padding());
            } else if (layer instanceof Residual residual) {
                x = residual(tape, weights, x, name, residual);
            }
        }
        return x;
    }

    private Matrix placesOutside(List<float[]> batch) {
        int plane = side * side;
        Matrix x = new Matrix(batch.size() * patches * plane, channels);
        for (int i = 0; i < x.values.length; i++) {
            int picture = i / channels / plane;
            int place = i / channels % plane;
            float[] sample = batch.get(picture / patches);
            x.values[i] = sample[(picture % patches * channels + i % channels) * plane + place];
        }
        return x;
    }

    private static List<double[]> channelsOutside(Pictures x, int batch) {
        int plane = x.side() * x.side();
        int channels = x.values().columns;
        int size = x.values().values.length / batch;
        List<double[]> samples = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                int picture = i / (channels * plane);
                int channel = i / plane % channels;
                values[i] = x.values().values[b * size + (picture * plane + i % plane) * channels + channel];
            }
            samples.add(values);
        }
        return samples;
    }

    private static Pictures cut(Tape tape, Pictures x, Patches patches) {
        int along = (x.side() - patches.size()) / patches.stride() + 1;
        int plane = patches.size() * patches.size();
        int pictures = x.values().rows / (x.side() * x.side());
        int[] rows = IntStream.range(0, pictures * along * along * plane)
                .map(i -> {
                    int patch = i / plane % (along * along);
                    int y = patch / along * patches.stride() + i % plane / patches.size();
                    int column = patch % along * patches.stride() + i % patches.size();
                    return (i / plane / (along * along) * x.side() + y) * x.side() + column;
                })
                .toArray();
        return new Pictures(tape.rows(x.values(), rows, 0, x.values().columns), patches.size());
    }

    private static Pictures residual(Tape tape, Weights weights, Pictures input, String name, Residual stage) {
        Pictures x = input;
        int outputs = stage.width() * (stage.bottleneck() ? 4 : 1);
        for (int i = 0; i < stage.blocks(); i++) {
            String block = name + i + ".";
            int stride = i == 0 ? stage.stride() : 1;
            Pictures active = relu(tape, x);
            boolean same = stride == 1 && x.values().columns == outputs;
            Pictures straight = same ? x : convolve(tape, weights, active, block + "shortcut.", outputs, 1, stride, 0);
            Pictures y;
            if (stage.bottleneck()) {
                y = convolve(tape, weights, active, block + "conv1.", stage.width(), 1, 1, 0);
                y = convolve(tape, weights, relu(tape, y), block + "conv2.", stage.width(), 3, stride, 1);
                y = convolve(tape, weights, relu(tape, y), block + "conv3.", outputs, 1, 1, 0);
            } else {
                y = convolve(tape, weights, active, block + "conv1.", stage.width(), 3, stride, 1);
                y = convolve(tape, weights, relu(tape, y), block + "conv2.", outputs, 3, 1, 1);
            }
            x = new Pictures(tape.plus(y.values(), straight.values()), y.side());
        }
        return x;
    }

    private static Pictures relu(Tape tape, Pictures x) {
        return new Pictures(tape.relu(x.values()), x.side());
    }

    private static Pictures convolve(
            Tape tape, Weights weights, Pictures x, String name, int channels, int kernel, int stride, int padding) {
        int out = 0;
        for (int begin = -padding; begin + kernel <= x.side() + padding; begin += stride) {
            out++;
        }
        int inputs = x.values().columns;
        int fanIn = inputs * kernel * kernel;
        int pictures = x.values().rows / (x.side() * x.side());
        int[] seen = new int[pictures * out * out * fanIn];
        for (int i = 0; i < seen.length; i++) {
            int place = i / fanIn;
            int channel = i % fanIn / (kernel * kernel);
            int y = place / out % out * stride - padding + i % (kernel * kernel) / kernel;
            int column = place % out * stride - padding + i % kernel;
            boolean inside = y >= 0 && y < x.side() && column >= 0 && column < x.side();
            seen[i] = inside ? ((place / (out * out) * x.side() + y) * x.side() + column) * inputs + channel : -1;
        }
        Matrix unfolded = tape.gather(x.values(), pictures * out * out, fanIn, seen);
        Matrix product = tape.product(unfolded, weights.matrix(name + "weight", fanIn));
        return new Pictures(tape.plusRow(product, weights.row(name + "bias")), out);
    }
}

package dev.solera.learning.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * One module in double precision and plain loops, through the whole sequence whatever the loss looks at: what the engine's
 * step is compared with.
 *
 * @param channels of the input
 * @param steps of the input
 * @param layers convolutions, each with ReLU
 * @param recurrent width of the GRU behind them, where there is one
 */
public record ModuleOracle(int channels, int steps, List<Layer> layers, OptionalInt recurrent) {

    /** A convolution over time. */
    public record Layer(int channels, int kernel, int stride, int padding) {

        /** Counts the places where the kernel fits. */
        int outputSteps(int steps) {
            int places = 0;
            for (int begin = -padding; begin + kernel <= steps + padding; begin += stride) {
                places++;
            }
            return places;
        }
    }

    /**
     * What a step comes to.
     *
     * @param outputs of each sample, {@code [channels, time]}
     * @param loss nats
     * @param clearlyRight fraction of the contexts whose positive scores higher than all its negatives
     * @param perhapsRight the same with those that single precision may decide either way
     * @param gradients of the loss by every parameter
     */
    public record Step(
            List<double[]> outputs,
            double loss,
            double clearlyRight,
            double perhapsRight,
            Map<String, double[]> gradients) {}

    /**
     * @param parameters by name
     * @param batch values {@code [channels, time]} of each sample
     */
    public Step step(Map<String, double[]> parameters, List<float[]> batch, Draw draw) {
        Tape tape = new Tape();
        Weights weights = new Weights(parameters);
        Matrix z = encode(tape, weights, batch);
        int length = z.rows / batch.size();
        Matrix contexts = recurrent.isPresent() ? contexts(tape, weights, z, batch.size()) : z;
        Matrix predictor = weights.matrix("predictor.weight", contexts.columns);
        int[] windows = windowRows(draw, length);
        Matrix predicted = tape.product(tape.rows(contexts, windows, 0, contexts.columns), predictor);
        InfoNceOracle infoNce = new InfoNceOracle(draw, predicted, z);
        Matrix loss = infoNce.loss(tape);
        tape.backward(loss);
        return new Step(
                byChannel(contexts, batch.size()),
                loss.values[0],
                infoNce.clearlyRight(),
                infoNce.perhapsRight(),
                weights.gradients());
    }

    /**
     * The same with a classifier over what is handed on.
     *
     * @param valid steps of each sample's outputs that are not padding
     * @param labels class of each sample, -1 where it is unknown
     */
    public Step classify(Map<String, double[]> parameters, List<float[]> batch, int[] valid, int[] labels) {
        Tape tape = new Tape();
        Weights weights = new Weights(parameters);
        Matrix z = encode(tape, weights, batch);
        Matrix outputs = recurrent.isPresent() ? contexts(tape, weights, z, batch.size()) : z;
        CrossEntropyOracle crossEntropy = new CrossEntropyOracle(labels);
        Matrix loss = crossEntropy.loss(tape, weights, outputs, valid);
        tape.backward(loss);
        return new Step(
                byChannel(outputs, batch.size()),
                loss.values[0],
                crossEntropy.clearlyRight(),
                crossEntropy.perhapsRight(),
                weights.gradients());
    }

    private Matrix encode(Tape tape, Weights weights, List<float[]> batch) {
        Matrix z = byTime(batch);
        int length = steps;
        for (int i = 0; i < layers.size(); i++) {
            z = convolve(tape, weights, z, length, i);
            length = layers.get(i).outputSteps(length);
        }
        return z;
    }

    private static int[] windowRows(Draw draw, int length) {
        return IntStream.range(0, draw.batch() * draw.window())
                .map(i -> i / draw.window() * length + draw.begins()[i / draw.window()] + i % draw.window())
                .toArray();
    }

    /** {@code [batch * steps, channels]}. */
    private Matrix byTime(List<float[]> batch) {
        Matrix x = new Matrix(batch.size() * steps, channels);
        for (int i = 0; i < x.values.length; i++) {
            int row = i / channels;
            x.values[i] = batch.get(row / steps)[i % channels * steps + row % steps];
        }
        return x;
    }

    private static List<double[]> byChannel(Matrix x, int batch) {
        int length = x.rows / batch;
        List<double[]> samples = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            double[] values = new double[length * x.columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = x.values[(b * length + i % length) * x.columns + i / length];
            }
            samples.add(values);
        }
        return samples;
    }

    private Matrix convolve(Tape tape, Weights weights, Matrix x, int length, int number) {
        Layer layer = layers.get(number);
        int fanIn = x.columns * layer.kernel();
        Matrix weight = weights.matrix("encoder." + number + ".weight", fanIn);
        Matrix bias = weights.row("encoder." + number + ".bias");
        int out = layer.outputSteps(length);
        int batch = x.rows / length;
        int[] seen = new int[batch * out * fanIn];
        for (int i = 0; i < seen.length; i++) {
            int place = i / fanIn;
            int channel = i % fanIn / layer.kernel();
            int t = place % out * layer.stride() - layer.padding() + i % layer.kernel();
            seen[i] = t < 0 || t >= length ? -1 : (place / out * length + t) * x.columns + channel;
        }
        Matrix unfolded = tape.gather(x, batch * out, fanIn, seen);
        return tape.relu(tape.plusRow(tape.product(unfolded, weight), bias));
    }

    /** PyTorch's GRU: gates r, u (its z) and n, two bias vectors, the first state zero. */
    private Matrix contexts(Tape tape, Weights weights, Matrix z, int batch) {
        int width = recurrent.orElseThrow();
        int length = z.rows / batch;
        Matrix ofInput = weights.matrix("context.weight_ih_l0", z.columns);
        Matrix ofState = weights.matrix("context.weight_hh_l0", width);
        Matrix stateBias = weights.row("context.bias_hh_l0");
        Matrix inputs = tape.plusRow(tape.product(z, ofInput), weights.row("context.bias_ih_l0"));
        Matrix state = new Matrix(batch, width);
        List<Matrix> states = new ArrayList<>();
        for (int t = 0; t < length; t++) {
            int step = t;
            int[] now = IntStream.range(0, batch).map(b -> b * length + step).toArray();
            Matrix[] input = gates(tape, inputs, now);
            int[] all = IntStream.range(0, batch).toArray();
            Matrix[] before = gates(tape, tape.plusRow(tape.product(state, ofState), stateBias), all);
            Matrix r = tape.sigmoid(tape.plus(input[0], before[0]));
            Matrix u = tape.sigmoid(tape.plus(input[1], before[1]));
            Matrix n = tape.tanh(tape.plus(input[2], tape.times(r, before[2])));
            state = tape.plus(tape.times(tape.complement(u), n), tape.times(u, state));
            states.add(state);
        }
        int[] bySample = IntStream.range(0, batch * length)
                .map(i -> i % length * batch + i / length)
                .toArray();
        return tape.rows(tape.stack(states), bySample, 0, width);
    }

    private static Matrix[] gates(Tape tape, Matrix x, int[] rows) {
        int width = x.columns / 3;
        return new Matrix[] {
            tape.rows(x, rows, 0, width), tape.rows(x, rows, width, width), tape.rows(x, rows, 2 * width, width)
        };
    }
}

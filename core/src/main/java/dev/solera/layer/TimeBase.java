package dev.solera.layer;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;

/**
 * Where the steps of a sequence lie in the pipeline's input, and how many of them see no padding beyond the layers' own where
 * a sample does not fill its window.
 *
 * <p>A layer with a kernel makes {@code max(0, floor((n + 2 padding - kernel + stride) / stride))} steps of n. Such a
 * rounded-down fraction of another is again one, and its least result only has to be carried along, so that any number of
 * layers is counted as one.
 *
 * @param hop input samples between steps
 * @param centre the input sample that step 0 is centred on; step t is centred on {@code centre + t * hop}
 * @param offset added to a sample's true length before it is counted in hops
 * @param least steps of an empty sample, which padding alone makes
 */
public record TimeBase(int hop, double centre, long offset, int least) {

    /** Of the input itself: a step a sample. */
    public static final TimeBase INPUT = new TimeBase(1, 0, 0, 0);

    /** Hops are below this, so that a step's place fits any number that it is counted in. */
    private static final int LONGEST_HOP = 1 << 30;

    /** Behind one more layer that slides a kernel over the steps. */
    public TimeBase after(int kernel, int stride, int padding) {
        InvalidDefinitionException.require(
                (long) hop * stride <= LONGEST_HOP, "stride", stride, "at most " + LONGEST_HOP / hop + " here");
        long reach = 2L * padding - kernel + stride;
        return new TimeBase(
                hop * stride,
                centre + hop * ((kernel - 1) / 2.0 - padding),
                offset + reach * hop,
                Math.toIntExact(Math.max(0, Math.floorDiv(least + reach, stride))));
    }

    /**
     * Steps that see no padding beyond the layers' own; at least one.
     *
     * @param samples of the input that are real
     * @param steps of a full window
     */
    public int validSteps(long samples, int steps) {
        return (int) Math.max(1, Math.min(uncappedSteps(samples), steps));
    }

    long uncappedSteps(long samples) {
        long real = Math.max(0, Math.min(samples, Integer.MAX_VALUE));
        return Math.max(least, Math.floorDiv(real + offset, hop));
    }

    /**
     * {@link #validSteps} as nodes of a graph.
     *
     * @param samples of the input that are real, of each clip of a batch
     * @param steps that there are, one number
     */
    public Value validSteps(Scope scope, Value samples, Value steps) {
        Value counted = scope.node("Add", List.of(samples, scope.count("offset", offset)));
        Value hops = scope.node(
                "Div", List.of(counted, scope.count("hop", hop))); // rounds up below 0, where it does not matter
        Value atLeast = scope.count("least", Math.max(1, least));
        return scope.node("Min", List.of(scope.node("Max", List.of(hops, atLeast)), steps));
    }
}

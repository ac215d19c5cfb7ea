package dev.solera.pipeline;

/**
 * Shape and time base of the activations at one depth, inferred from the definition.
 *
 * @param channels channels of a step
 * @param steps time steps of a full window
 * @param hop input samples between steps
 * @param centre the input sample that step 0 is centred on; step t is centred on {@code centre + t * hop}
 * @param valid how many steps of a padded window see none of its padding
 */
public record StageShape(int channels, int steps, int hop, double centre, ValidSteps valid) {

    /** Hops are below this, so that a step's place fits any number that it is counted in. */
    private static final int LONGEST_HOP = 1 << 30;

    public StageShape {
        InvalidDefinitionException.require(
                (long) channels * steps <= Integer.MAX_VALUE,
                "channels",
                channels,
                "at most %d for %d steps".formatted(Integer.MAX_VALUE / steps, steps));
    }

    /** The shape at depth 0: one channel, a step a sample. */
    public static StageShape input(InputDefinition input) {
        return new StageShape(1, input.window(), 1, 0, ValidSteps.OF_INPUT);
    }

    StageShape after(Conv1dLayer layer) {
        int out = layer.outputSteps(steps);
        InvalidDefinitionException.require(
                out >= 1, "kernel", layer.kernel(), "at most " + (steps + 2L * layer.padding()) + " here");
        InvalidDefinitionException.require(
                (long) hop * layer.stride() <= LONGEST_HOP,
                "stride",
                layer.stride(),
                "at most " + LONGEST_HOP / hop + " here");
        double shift = hop * ((layer.kernel() - 1) / 2.0 - layer.padding());
        return new StageShape(layer.channels(), out, hop * layer.stride(), centre + shift, valid.after(layer));
    }

    StageShape withChannels(int wanted) {
        return new StageShape(wanted, steps, hop, centre, valid);
    }

    /**
     * Steps that see no padding beyond the convolutions' own, for a sample of which {@code validSamples} input samples
     * are real; at least one.
     */
    public int validSteps(long validSamples) {
        long samples = Math.max(0, Math.min(validSamples, Integer.MAX_VALUE));
        return (int) Math.max(1, Math.min(valid.of(samples), steps));
    }

    /** Values of one sample. */
    public int size() {
        return Math.multiplyExact(channels, steps);
    }
}

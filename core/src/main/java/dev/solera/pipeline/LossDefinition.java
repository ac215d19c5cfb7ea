package dev.solera.pipeline;

import static dev.solera.pipeline.InvalidDefinitionException.require;

/**
 * A module's InfoNCE loss.
 *
 * @param predictionSteps K: how many steps ahead contexts predict
 * @param negatives what the positives are told from
 * @param subWindow steps of a random sub-window that positives come from where the sequence is longer
 * @param windowed compute the encoder's gradient on just the input slices that the loss looks at; same gradient, less
 *     work
 */
public record LossDefinition(int predictionSteps, NegativesDefinition negatives, int subWindow, Boolean windowed) {

    public LossDefinition {
        windowed = windowed != null && windowed;
        require(predictionSteps >= 1, "prediction-steps", predictionSteps, "1 or more");
        require(negatives != null, "negatives", null, "a form and a count");
        require(subWindow > predictionSteps, "sub-window", subWindow, "more than prediction-steps");
        require(
                !windowed || negatives.form() == NegativesDefinition.Form.SHARED,
                "windowed",
                true,
                "false, where negatives are per-position (their gradient spans the whole sequence)");
    }
}

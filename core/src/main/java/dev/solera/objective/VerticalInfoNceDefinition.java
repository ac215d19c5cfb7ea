package dev.solera.objective;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Architecture;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameters;
import dev.solera.layer.ParameterSpec;
import java.util.List;
import java.util.Map;

/**
 * InfoNCE over a square grid of patches, from the top downwards: a patch predicts those of its column some rows further down, so that
 * overlapping patches can be skipped.
 *
 * @param predictionSteps K: how many rows are predicted, one after the other
 * @param skipRows rows between a patch and the first that it predicts, 0 or more; 1 where nothing is said, as patches overlap by half
 * @param negatives what the positives are told from
 */
public record VerticalInfoNceDefinition(int predictionSteps, Integer skipRows, Negatives negatives)
        implements LossDefinition {

    static final String PREDICTOR = "predictor.weight";

    /**
     * What positives are told from, patches of the whole batch.
     *
     * @param form one pool for the batch, or a draw for each patch
     * @param count M
     */
    public record Negatives(NegativesDefinition.Form form, int count) {

        public Negatives {
            require(form != null, "form", null, "per-position, shared");
            require(count >= 1, "count", count, "1 or more");
        }
    }

    public VerticalInfoNceDefinition {
        skipRows = skipRows == null ? 1 : skipRows;
        require(predictionSteps >= 1, "prediction-steps", predictionSteps, "1 or more");
        require(skipRows >= 0, "skip-rows", skipRows, "0 or more");
        require(negatives != null, "negatives", null, "a form and a count");
    }

    @Override
    public void requireFits(Architecture architecture) {
        ActivationShape z = architecture.encoded();
        require(
                z.has(ActivationShape.PATCHES),
                "objective",
                "vertical-info-nce over " + z,
                "over a picture cut into patches, as a layer patches cuts it");
        require(
                architecture.context().isEmpty(),
                "objective",
                "vertical-info-nce with a context network",
                "without one; a spatial-mean that is to be handed on is the encoder's last layer");
        int side = side(z);
        require(
                (long) predictionSteps + skipRows < side,
                "prediction-steps",
                predictionSteps,
                "with skip-rows (%d) less than the grid's %d rows".formatted(skipRows, side));
    }

    @Override
    public List<ParameterSpec> parameters(Architecture architecture) {
        long channels = architecture.encoded().channels();
        return List.of(
                new ParameterSpec(PREDICTOR, List.of(channels * predictionSteps, channels), 1 / Math.sqrt(channels)));
    }

    @Override
    public Map<String, Integer> labels() {
        return Map.of();
    }

    @Override
    public Objective over(Encoder encoder, Parameters parameters) {
        return new VerticalInfoNce(this, encoder, () -> parameters.get(PREDICTOR));
    }

    /** Rows of the grid, and columns. */
    static int side(ActivationShape z) {
        return (int) Math.sqrt(z.size(ActivationShape.PATCHES));
    }
}

package dev.solera.objective;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Architecture;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameters;
import dev.solera.layer.LocalLayer;
import dev.solera.layer.ParameterSpec;
import java.util.List;
import java.util.Map;

/**
 * InfoNCE over the steps of a sequence.
 *
 * @param predictionSteps K: how many steps ahead contexts predict
 * @param negatives what the positives are told from
 * @param subWindow steps of a random sub-window that positives come from where the sequence is longer
 * @param windowed compute the encoder's gradient on just the input slices that the loss looks at; same gradient, less
 *     work
 * @param score how candidates are scored
 */
public record InfoNceDefinition(
        int predictionSteps, NegativesDefinition negatives, int subWindow, Boolean windowed, ScoreDefinition score)
        implements LossDefinition {

    static final String PREDICTOR = "predictor.weight";

    public InfoNceDefinition {
        windowed = windowed != null && windowed;
        score = score == null ? ScoreDefinition.LOG_BILINEAR : score;
        require(predictionSteps >= 1, "prediction-steps", predictionSteps, "1 or more");
        require(negatives != null, "negatives", null, "a form and a count");
        require(subWindow > predictionSteps, "sub-window", subWindow, "more than prediction-steps");
        require(
                !windowed || negatives.form() == NegativesDefinition.Form.SHARED,
                "windowed",
                true,
                "false, where negatives are per-position (their gradient spans the whole sequence)");
    }

    @Override
    public void requireFits(Architecture architecture) {
        require(
                architecture.encodedTime().isPresent(),
                "objective",
                "info-nce over " + architecture.encoded(),
                "over a sequence, [channels, time]");
        int steps = architecture.encoded().size(ActivationShape.TIME);
        require(
                steps > predictionSteps,
                "prediction-steps",
                predictionSteps,
                "less than the module's %d time steps".formatted(steps));
        require(
                !windowed
                        || architecture.context().isEmpty()
                                && architecture.layers().stream().allMatch(LocalLayer.class::isInstance),
                "windowed",
                true,
                "false, where a layer runs over the whole sequence, as a GRU does");
    }

    @Override
    public int fewestSamples() {
        return negatives.from() == NegativesDefinition.From.OTHER_SEQUENCES ? 2 : 1;
    }

    @Override
    public List<ParameterSpec> parameters(Architecture architecture) {
        long context = architecture.output().channels();
        long rows = (long) architecture.encoded().channels() * predictionSteps;
        return List.of(new ParameterSpec(PREDICTOR, List.of(rows, context), 1 / Math.sqrt(context)));
    }

    @Override
    public Map<String, Integer> labels() {
        return Map.of();
    }

    @Override
    public Objective over(Encoder encoder, Parameters parameters) {
        return new InfoNceObjective(this, encoder, parameters);
    }
}

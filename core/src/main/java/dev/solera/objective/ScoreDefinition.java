package dev.solera.objective;

import static dev.solera.definition.InvalidDefinitionException.require;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.solera.engine.Similarity;

/**
 * How InfoNCE scores a candidate by what a context predicts.
 *
 * @param form of the score
 * @param temperature τ of a cosine, left out where the form has none
 */
public record ScoreDefinition(
        Form form,
        @JsonInclude(JsonInclude.Include.NON_NULL) Double temperature) {

    /** What a score is of a candidate and a prediction. */
    public enum Form {
        /** The authors': {@code zᵀ W c}. */
        LOG_BILINEAR,
        /** The cosine between z and W c, over a temperature, as Chen et al. 2020 (SimCLR), section 2.1, score two views. */
        COSINE
    }

    static final ScoreDefinition LOG_BILINEAR = new ScoreDefinition(Form.LOG_BILINEAR, null);

    private static final double TEMPERATURE = 0.1;

    public ScoreDefinition {
        require(form != null, "form", "missing", "log-bilinear, cosine");
        if (form == Form.COSINE) {
            temperature = temperature == null ? TEMPERATURE : temperature;
            require(temperature >= 0.01 && temperature <= 100, "temperature", temperature, "0.01 to 100");
        } else {
            require(
                    temperature == null,
                    "temperature",
                    temperature,
                    "nothing, where form is log-bilinear; score={form: log-bilinear} leaves it out");
        }
    }

    Similarity similarity() {
        return form == Form.COSINE ? new Similarity.Cosine(temperature) : Similarity.PRODUCT;
    }
}

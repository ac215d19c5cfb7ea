package dev.solera.learning;

import dev.solera.encoder.Parameter;
import java.util.Map;

/**
 * All that the next step of a module depends on, besides the definition and its batch: with the same state and the same
 * batch it computes the same bits.
 *
 * @param step training steps done; the seeds of the next one follow from it
 * @param parameters by name
 * @param optimiser Adam's state over those parameters
 */
public record ModuleState(long step, Map<String, Parameter> parameters, Optimiser optimiser) {

    /**
     * Adam's state.
     *
     * @param step updates done, which are fewer than training steps where a batch held nothing to learn from
     * @param means first moments, by parameter
     * @param variances second moments, by parameter
     */
    public record Optimiser(long step, Map<String, float[]> means, Map<String, float[]> variances) {}
}

package dev.solera.pipeline;

import static dev.solera.pipeline.InvalidDefinitionException.require;

/**
 * How far stages may drift apart.
 *
 * @param lagBound samples that a stage may have published and the stage below not yet consumed
 * @param inFlight samples that a module decodes ahead of its training
 */
public record FlowDefinition(Integer lagBound, Integer inFlight) {

    public FlowDefinition {
        inFlight = inFlight == null ? 16 : inFlight;
        lagBound = lagBound == null ? 64 : lagBound;
        require(inFlight >= 1, "in-flight", inFlight, "1 or more");
        require(lagBound >= 1, "lag-bound", lagBound, "1 or more");
    }

    void check(int batch) {
        require(
                lagBound >= batch + inFlight,
                "flow.lag-bound",
                lagBound,
                "batch + in-flight, here %d + %d = %d samples, or more".formatted(batch, inFlight, batch + inFlight));
    }
}

package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * How far stages may drift apart.
 *
 * @param mode what happens where a stage is slower than the one upstream
 * @param lagBound samples that a stage may have published and the stage downstream not yet consumed
 * @param inFlight samples that a module decodes ahead of its training
 */
public record FlowDefinition(Mode mode, Integer lagBound, Integer inFlight) {

    /** What gives way where a stage is slower than the one upstream. */
    public enum Mode {
        /** The stage upstream waits: every sample trains every module. */
        LOSSLESS,
        /** The slow stage passes samples over while it is busy with others, so that what it learns from is new. */
        LATEST
    }

    static final FlowDefinition DEFAULT = new FlowDefinition(null, null, null);

    public FlowDefinition {
        mode = mode == null ? Mode.LOSSLESS : mode;
        inFlight = inFlight == null ? 16 : inFlight;
        lagBound = lagBound == null ? 64 : lagBound;
        require(inFlight >= 1, "in-flight", inFlight, "1 or more");
        require(lagBound >= 1, "lag-bound", lagBound, "1 or more");
    }

    /** Whether every sample trains every module, which is what makes a run exact. */
    @JsonIgnore
    public boolean isLossless() {
        return mode == Mode.LOSSLESS;
    }

    void check(int batch) {
        long least = (long) batch + inFlight;
        require(
                lagBound >= least,
                "flow.lag-bound",
                lagBound,
                "batch + in-flight, here %d + %d = %d samples, or more".formatted(batch, inFlight, least));
    }
}

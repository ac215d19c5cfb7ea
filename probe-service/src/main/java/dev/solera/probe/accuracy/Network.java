package dev.solera.probe.accuracy;

import dev.solera.pipeline.PipelineDefinitions;

/** Whose representation a probe looks at. */
public enum Network {
    /** Nobody's: the input itself. */
    RAW,
    /** The modules as they were after training. */
    TRAINED,
    /** The same modules as they were before their first step. */
    UNTRAINED;

    /** As telemetry says it. */
    public String text() {
        return PipelineDefinitions.word(this);
    }
}

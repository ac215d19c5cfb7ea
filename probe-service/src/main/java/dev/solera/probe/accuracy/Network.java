package dev.solera.probe.accuracy;

import dev.solera.pipeline.PipelineDefinitions;

/** Whose representation a probe looks at. */
public enum Network {
    /** None: the input itself. */
    RAW,
    /** The modules as they were after training. */
    TRAINED,
    /** The same modules as they were before their first step. */
    UNTRAINED;

    /** Its name in telemetry. */
    public String text() {
        return PipelineDefinitions.word(this);
    }
}

package dev.solera.benchmarks.run;

import dev.solera.pipeline.PipelineDefinitions;

/** One of the tables. */
public enum Part {
    STEP,
    PIPELINE,
    TRANSPORT,
    MEMORY;

    @Override
    public String toString() {
        return PipelineDefinitions.word(this);
    }
}

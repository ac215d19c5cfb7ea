package dev.solera.checkpoint;

import dev.solera.engine.Engine;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a module's parameters come from: all that is needed to compute them again, and what decides whether another
 * computation of them can be expected to have the same bits.
 *
 * @param run the run's name
 * @param pipeline what was trained
 * @param module from 1
 * @param step training steps done
 * @param samples trained on
 */
public record Provenance(String run, PipelineDefinition pipeline, int module, long step, long samples) {

    static final String IDENTITY = "identity";

    /** The same module's at another time. */
    public Provenance at(long newStep, long newSamples) {
        return new Provenance(run, pipeline, module, newStep, newSamples);
    }

    /** The part of {@link #toMetadata} that says whose parameters they are: it agrees, or they are another module's. */
    public Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("run", run);
        identity.put("module", Integer.toString(module));
        identity.put(IDENTITY, Identity.of(pipeline));
        return identity;
    }

    /** As strings, which is what a safetensors header can hold. */
    public Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>(identity());
        metadata.put("pipeline", pipeline.pipeline());
        metadata.put("step", Long.toString(step));
        metadata.put("samples", Long.toString(samples));
        metadata.put("seed", Long.toString(pipeline.seed()));
        metadata.put("definition", PipelineDefinitions.format(pipeline));
        metadata.put("engine", "libtorch " + Engine.version());
        metadata.put("threads", Integer.toString(pipeline.module(module).threads()));
        metadata.putAll(Machine.describe());
        return metadata;
    }
}

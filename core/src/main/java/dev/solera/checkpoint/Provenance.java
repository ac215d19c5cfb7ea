package dev.solera.checkpoint;

import dev.solera.engine.Engine;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the parameters of modules come from: all that is needed to compute them again, and what decides whether another
 * computation of them can be expected to have the same bits.
 *
 * @param run the run's name
 * @param pipeline what was trained
 * @param modules whose they are: one, or consecutive ones that are kept together
 * @param step training steps done by each
 * @param samples trained on
 */
public record Provenance(String run, PipelineDefinition pipeline, ModuleRange modules, long step, long samples) {

    static final String IDENTITY = "identity";

    /** The same modules' at another time. */
    public Provenance at(long newStep, long newSamples) {
        return new Provenance(run, pipeline, modules, newStep, newSamples);
    }

    /** One of them, at the same time. */
    public Provenance of(int module) {
        return new Provenance(run, pipeline, ModuleRange.of(module), step, samples);
    }

    /** The part of {@link #toMetadata} that says whose parameters they are: where it differs, they are of other modules. */
    public Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("run", run);
        identity.put("module", modules.toString());
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
        metadata.put(
                "threads", Integer.toString(pipeline.module(modules.first()).threads()));
        metadata.putAll(Machine.describe());
        return metadata;
    }
}

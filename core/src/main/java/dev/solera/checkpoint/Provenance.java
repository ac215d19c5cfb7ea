package dev.solera.checkpoint;

import dev.solera.learning.engine.Engine;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.LinkedHashMap;
import java.util.List;
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

    /** The keys of {@link #toMetadata} that say whose parameters they are: they agree, or it is another module's. */
    static final List<String> IDENTITY = List.of("run", "module", "definition-sha256");

    /** The same module's at another time. */
    public Provenance at(long newStep, long newSamples) {
        return new Provenance(run, pipeline, module, newStep, newSamples);
    }

    /** As strings, which is what a safetensors header can hold. */
    public Map<String, String> toMetadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("run", run);
        metadata.put("pipeline", pipeline.pipeline());
        metadata.put("module", Integer.toString(module));
        metadata.put("step", Long.toString(step));
        metadata.put("samples", Long.toString(samples));
        metadata.put("seed", Long.toString(pipeline.seed()));
        metadata.put("definition", PipelineDefinitions.format(pipeline));
        metadata.put("definition-sha256", PipelineDefinitions.hash(pipeline));
        metadata.put("engine", "libtorch " + Engine.version());
        metadata.put("threads", Integer.toString(pipeline.module(module).threads()));
        metadata.putAll(Machine.describe());
        return metadata;
    }
}

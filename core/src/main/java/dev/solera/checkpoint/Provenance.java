package dev.solera.checkpoint;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Engine;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where the parameters of modules come from: all that is needed to compute them again, and what decides whether another
 * computation of them can be expected to have the same bits.
 *
 * @param run the run's name
 * @param pipeline what was trained
 * @param modules whose they are: one, or consecutive ones that are kept together
 * @param devices where they were computed, each once: more than one where they went on elsewhere
 * @param step training steps done by each
 * @param samples trained on
 */
public record Provenance(
        String run,
        PipelineDefinition pipeline,
        ModuleRange modules,
        List<ComputeDevice> devices,
        long step,
        long samples) {

    static final String IDENTITY = "identity";
    private static final String DEVICE = "device";
    private static final String BETWEEN = ", ";

    public Provenance {
        devices = List.copyOf(devices);
    }

    /** Those of modules on processors, before the first step. */
    public Provenance(String run, PipelineDefinition pipeline, ModuleRange modules) {
        this(run, pipeline, modules, List.of(ComputeDevice.CPU), 0, 0);
    }

    /** The same modules' at another time. */
    public Provenance at(long newStep, long newSamples) {
        return new Provenance(run, pipeline, modules, devices, newStep, newSamples);
    }

    /** One of them, at the same time. */
    public Provenance of(int module) {
        return new Provenance(run, pipeline, ModuleRange.of(module), devices, step, samples);
    }

    /** The same modules', computed from a checkpoint on that was computed on these devices. */
    public Provenance goingOnFrom(List<ComputeDevice> earlier) {
        List<ComputeDevice> all =
                Stream.concat(earlier.stream(), devices.stream()).distinct().toList();
        return new Provenance(run, pipeline, modules, all, step, samples);
    }

    /** The same modules' as a file has them. */
    Provenance computedOn(Map<String, String> metadata) {
        return new Provenance(run, pipeline, modules, devices(metadata), step, samples);
    }

    /**
     * The devices that metadata tell. Those of an earlier version tell none, as there were processors alone.
     *
     * @throws InvalidDefinitionException where there is something else
     */
    private static List<ComputeDevice> devices(Map<String, String> metadata) {
        String told = metadata.getOrDefault(DEVICE, ComputeDevice.CPU.toString());
        return Arrays.stream(told.split(BETWEEN, -1))
                .map(name -> ComputeDevice.parse(DEVICE, name))
                .toList();
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
        metadata.put(DEVICE, devices.stream().map(ComputeDevice::toString).collect(Collectors.joining(BETWEEN)));
        metadata.put(
                "threads", Integer.toString(pipeline.module(modules.first()).threads()));
        metadata.putAll(Machine.describe());
        return metadata;
    }
}

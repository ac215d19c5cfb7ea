package dev.solera.harness.process;

import dev.solera.pipeline.PipelineDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What runs as processes, and how. Properties are by name without dashes.
 *
 * @param definition the pipeline's
 * @param run its name
 * @param shared properties of every service
 * @param ingest properties of the ingest service
 * @param module properties of every module service beside its number and its folders
 * @param listeners services that run beside those that train
 * @param options of every virtual machine
 * @param environment of every process, beside this one's
 * @param folder of the run, new
 */
public record ProcessSettings(
        PipelineDefinition definition,
        String run,
        Map<String, Object> shared,
        Map<String, Object> ingest,
        Map<String, Object> module,
        Set<Listener> listeners,
        List<String> options,
        Map<String, String> environment,
        Path folder) {

    /** A service that nobody waits for. */
    public enum Listener {
        PROBE,
        GATEWAY
    }

    public ProcessSettings {
        shared = Map.copyOf(shared);
        ingest = Map.copyOf(ingest);
        module = Map.copyOf(module);
        listeners = Set.copyOf(listeners);
        options = List.copyOf(options);
        environment = Map.copyOf(environment);
    }
}

package dev.solera.gateway.snapshot;

import dev.solera.encoder.Parameter;
import java.util.Map;
import java.util.Optional;

/**
 * The parameters of one module's encoder.
 *
 * @param parameters by name
 * @param reference to check them against, where whoever trained them left one
 */
public record ModuleSnapshot(Map<String, Parameter> parameters, Optional<ModuleReference> reference) {

    public ModuleSnapshot {
        parameters = Map.copyOf(parameters);
    }
}

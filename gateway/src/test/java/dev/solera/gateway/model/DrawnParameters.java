package dev.solera.gateway.model;

import dev.solera.encoder.Parameter;
import dev.solera.gateway.snapshot.ModuleSnapshot;
import dev.solera.layer.ParameterSpec;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Initial parameters of a definition's modules, drawn without the engine. */
final class DrawnParameters {

    private DrawnParameters() {}

    static List<ModuleSnapshot> of(PipelineDefinition definition) {
        List<ModuleSnapshot> modules = new ArrayList<>();
        for (int number = 1; number <= definition.depth(); number++) {
            Map<String, Parameter> parameters = new LinkedHashMap<>();
            for (ParameterSpec spec : definition.architecture(number).parameters()) {
                long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
                parameters.put(spec.name(), new Parameter(shape, spec.initial(new SplittableRandom(number))));
            }
            modules.add(new ModuleSnapshot(parameters, Optional.empty()));
        }
        return modules;
    }
}

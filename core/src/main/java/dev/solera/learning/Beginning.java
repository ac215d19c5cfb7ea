package dev.solera.learning;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Architecture;
import dev.solera.encoder.Parameter;
import dev.solera.layer.ParameterSpec;
import dev.solera.pipeline.PipelineDefinition;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What modules begin with: values that their seed draws, or those that an earlier run came to. Of such a run the whole network is
 * taken over; of an objective's own parameters those that the objective has here as well, and the others are drawn.
 *
 * @param origin where parameters are taken over from, for refusals
 * @param modules parameters by name, of each module whose network is taken over
 */
public record Beginning(String origin, Map<Integer, Map<String, Parameter>> modules) {

    /** Everything is drawn. */
    public static final Beginning DRAWN = new Beginning("", Map.of());

    public Beginning {
        modules = Map.copyOf(modules);
    }

    /**
     * @param drawn all parameters of a module, as its seed draws them
     * @return what it begins with
     * @throws InvalidDefinitionException where the network that is taken over is another
     */
    Map<String, Parameter> of(PipelineDefinition pipeline, int number, Map<String, Parameter> drawn) {
        Map<String, Parameter> taken = modules.get(number);
        if (taken == null) {
            return drawn;
        }
        requireSameNetwork(pipeline.architecture(number), number, taken);
        Map<String, Parameter> values = new LinkedHashMap<>();
        drawn.forEach((name, own) -> {
            Parameter other = taken.get(name);
            values.put(name, other != null && shape(other).equals(shape(own)) ? other : own);
        });
        return values;
    }

    /** @throws InvalidDefinitionException where one of the networks that are taken over is another here */
    public void requireFits(PipelineDefinition pipeline) {
        new TreeMap<>(modules)
                .forEach((number, taken) -> requireSameNetwork(pipeline.architecture(number), number, taken));
    }

    private void requireSameNetwork(Architecture architecture, int number, Map<String, Parameter> taken) {
        List<ParameterSpec> specs = architecture.parameters();
        for (ParameterSpec spec : specs) {
            Parameter other = taken.get(spec.name());
            InvalidDefinitionException.require(
                    other != null && shape(other).equals(spec.shape()),
                    "%s of module %d in %s".formatted(spec.name(), number, origin),
                    other == null ? "missing" : shape(other),
                    "%s, as the module has here".formatted(spec.shape()));
        }
        Set<String> known = specs.stream().map(ParameterSpec::name).collect(Collectors.toSet());
        taken.keySet().stream()
                .filter(name -> Architecture.isOfNetwork(name) && !known.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw InvalidDefinitionException.of(
                            "network of module %d in %s".formatted(number, origin),
                            "one with " + name,
                            "the layers that the module has here");
                });
    }

    private static List<Long> shape(Parameter parameter) {
        return Arrays.stream(parameter.shape()).boxed().toList();
    }
}

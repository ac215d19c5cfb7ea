package dev.solera.pipeline;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Architecture;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Modules each of which fits the one upstream of it, with the stages between them. They are inferred once, as that takes time
 * with the depth, and whoever reads a definition asks for every depth.
 */
final class ModuleStack extends AbstractList<ModuleDefinition> {

    private final List<ModuleDefinition> modules;
    private final List<Stage> stages;

    /**
     * @param merged modules that became one with the last, so that what is said of its loss stands so many further on
     * @throws InvalidDefinitionException where a module cannot take what the one upstream of it hands on
     */
    ModuleStack(InputDefinition input, List<ModuleDefinition> modules, int merged) {
        this.modules = List.copyOf(modules);
        this.stages = inferStages(
                input,
                this.modules,
                (i, architecture) ->
                        requireFits(this.modules.get(i), architecture, "modules[" + (i + merged) + "].loss."));
    }

    /** @throws InvalidDefinitionException where a module cannot take what the one upstream of it hands on */
    static void requireShapes(InputDefinition input, List<ModuleDefinition> modules) {
        inferStages(input, modules, (i, architecture) -> {});
    }

    /** Index 0 is the input, index k what module k hands on. */
    List<Stage> stages() {
        return stages;
    }

    @Override
    public ModuleDefinition get(int index) {
        return modules.get(index);
    }

    @Override
    public int size() {
        return modules.size();
    }

    /** @param met told every module's network, by its place */
    private static List<Stage> inferStages(
            InputDefinition input, List<ModuleDefinition> modules, BiConsumer<Integer, Architecture> met) {
        List<Stage> stages = new ArrayList<>();
        stages.add(input.stage());
        for (int i = 0; i < modules.size(); i++) {
            Architecture architecture = modules.get(i).architecture(stages.get(i));
            stages.add(output(architecture, "modules[" + i + "].encoder: "));
            met.accept(i, architecture);
        }
        return List.copyOf(stages);
    }

    private static Stage output(Architecture architecture, String key) {
        try {
            return new Stage(architecture.output(), architecture.outputTime());
        } catch (InvalidDefinitionException e) {
            throw new InvalidDefinitionException(key + e.getMessage());
        }
    }

    private static void requireFits(ModuleDefinition module, Architecture architecture, String key) {
        try {
            module.loss().requireFits(architecture);
        } catch (InvalidDefinitionException e) {
            throw new InvalidDefinitionException(key + e.getMessage());
        }
    }
}

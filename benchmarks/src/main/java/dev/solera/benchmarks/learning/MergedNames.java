package dev.solera.benchmarks.learning;

import dev.solera.encoder.Architecture;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.PipelineDefinition;

/** What parameters of a stack's modules are called in the one module of {@code baseline: end-to-end}: layers are counted on. */
final class MergedNames {

    private static final String LAYER = "encoder.";
    private static final String CONTEXT = "context.";

    private MergedNames() {}

    /** Whether the merged module has a parameter of a module: all of its network, and of losses the last module's. */
    static boolean isThere(String name, PipelineDefinition greedy, int number) {
        return Architecture.isOfNetwork(name) || number == greedy.depth();
    }

    /** @param number of the module that has a parameter of this name */
    static String of(String name, PipelineDefinition greedy, int number) {
        int before = greedy.modules().subList(0, number - 1).stream()
                .mapToInt(MergedNames::layers)
                .sum();
        if (name.startsWith(LAYER)) {
            String[] parts = name.substring(LAYER.length()).split("\\.", 2);
            return LAYER + (before + Integer.parseInt(parts[0])) + "." + parts[1];
        }
        if (name.startsWith(CONTEXT) && number < greedy.depth()) {
            ModuleDefinition module = greedy.module(number);
            return LAYER + (before + module.encoder().size()) + name.substring(CONTEXT.length() - 1);
        }
        return name;
    }

    /** Layers of a module that others follow, its context network among them. */
    private static int layers(ModuleDefinition module) {
        return module.encoder().size() + (module.context().isPresent() ? 1 : 0);
    }
}

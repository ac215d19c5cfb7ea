package dev.solera.gateway.snapshot;

import dev.solera.export.Classifier;
import dev.solera.pipeline.InputDefinition;
import java.util.List;
import java.util.Map;

/**
 * The parameters of all modules of a run, after the same number of samples where all of them have trained on as many.
 *
 * @param number increasing through a run: the untrained start is 0
 * @param samples that every module had trained on, or more
 * @param run whose they are
 * @param identity of what was trained
 * @param input the definition's, with what it leaves to its recordings
 * @param classes of each label, by number, where their names are known
 * @param modules from the input downstream
 * @param classifiers that were fit on each depth once the run had ended, by name; none while it goes on
 */
public record StackSnapshot(
        long number,
        long samples,
        String run,
        String identity,
        InputDefinition input,
        Map<String, List<String>> classes,
        List<ModuleSnapshot> modules,
        Map<Integer, List<Classifier>> classifiers) {

    public StackSnapshot {
        if (number < 0 || samples < 0) {
            throw new IllegalArgumentException(
                    "snapshot is %d, of %d samples; allowed: 0 or more".formatted(number, samples));
        }
        if (modules.isEmpty()) {
            throw new IllegalArgumentException(
                    "modules of snapshot %d are none; allowed: one or more".formatted(number));
        }
        classes = Map.copyOf(classes);
        modules = List.copyOf(modules);
        classifiers = Map.copyOf(classifiers);
    }
}

package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.objective.NoLossDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * How the modules that stand in a definition become those of the pipeline: a baseline makes others of them, and those that are not
 * to be trained are frozen. Applied to what it made it makes the same again.
 *
 * @param baseline that makes others of them, if any
 * @param train numbers of those that learn, of what the baseline made; empty where all do that have a loss
 * @param written as they stand
 */
record Resolution(Optional<Baseline> baseline, Optional<List<Integer>> train, List<ModuleDefinition> written) {

    /** Who says of a module that it has no loss cannot say elsewhere that it learns. */
    private void requireFrozen(int number, String loss) {
        boolean separate = baseline.stream().noneMatch(Baseline::merges);
        require(
                baseline.isEmpty() || separate && train.isPresent(),
                Baseline.KEY,
                baseline.map(Baseline::toString).orElse(""),
                "where every module that it trains has a loss; " + loss);
        require(
                !separate || train.stream().noneMatch(listed -> listed.contains(number)),
                "train",
                train.orElse(List.of()),
                "modules that have a loss; " + loss);
    }

    /**
     * Those of the pipeline, which fit one onto the other.
     *
     * @param rate of modules that have none of their own
     * @throws InvalidDefinitionException where they do not, or none of them learns
     */
    ModuleStack modules(InputDefinition input, LearningRate rate) {
        for (int number = 1; number <= written.size(); number++) {
            if (!written.get(number - 1).loss().trains()) {
                requireFrozen(number, "modules[%d].loss is none".formatted(number - 1));
            }
        }
        if (baseline.isPresent()) {
            ModuleStack.requireShapes(input, written);
        }
        List<ModuleDefinition> made =
                baseline.map(which -> which.over(written, rate)).orElse(written);
        List<ModuleDefinition> learning =
                train.map(numbers -> frozenBut(numbers, made)).orElse(made);
        boolean learns = learning.stream().anyMatch(module -> module.loss().trains());
        require(learns, "modules", "all without a loss", "one or more that has one");
        return new ModuleStack(input, learning, written.size() - made.size());
    }

    /** The modules with those frozen that are not to be trained. */
    private List<ModuleDefinition> frozenBut(List<Integer> numbers, List<ModuleDefinition> made) {
        boolean known = numbers.stream().allMatch(number -> number != null && number >= 1 && number <= made.size());
        require(
                known && !numbers.isEmpty(),
                "train",
                numbers,
                "one or more of the modules 1 to %d%s".formatted(made.size(), made(made.size())));
        Set<Integer> listed = Set.copyOf(numbers);
        return IntStream.rangeClosed(1, made.size())
                .mapToObj(number -> listed.contains(number)
                        ? made.get(number - 1)
                        : made.get(number - 1).with(new NoLossDefinition()))
                .toList();
    }

    /** Numbers of the modules that learn; empty where all do, which goes without saying. */
    static Optional<List<Integer>> learning(List<ModuleDefinition> modules) {
        List<Integer> numbers = IntStream.rangeClosed(1, modules.size())
                .filter(number -> modules.get(number - 1).loss().trains())
                .boxed()
                .toList();
        return Optional.of(numbers).filter(some -> some.size() < modules.size());
    }

    /** What a refusal adds where numbers are of other modules than stand there, which is no more than that. */
    String made(int modules) {
        return modules == written.size()
                ? ""
                : ", as baseline %s makes %d %s of %d"
                        .formatted(
                                baseline.orElseThrow(), modules, modules == 1 ? "module" : "modules", written.size());
    }
}

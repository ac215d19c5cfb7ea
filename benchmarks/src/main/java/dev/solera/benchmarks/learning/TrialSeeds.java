package dev.solera.benchmarks.learning;

import static dev.solera.definition.InvalidDefinitionException.require;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The seeds of a measurement, a trial each: the definition's own is replaced by them, one after the other. */
final class TrialSeeds {

    static final String KEY = "seed";

    private TrialSeeds() {}

    /**
     * @param overrides of all trials
     * @throws IllegalArgumentException where a seed counts twice, or is given elsewhere too
     */
    static void check(List<Long> seeds, Map<String, String> overrides) {
        require(Set.copyOf(seeds).size() == seeds.size(), "--seeds", seeds, "each once");
        require(!overrides.containsKey(KEY), "--set " + KEY, overrides.get(KEY), "--seeds, a trial each");
    }
}

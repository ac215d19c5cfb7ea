package dev.solera.learning;

import dev.solera.activation.Sample;
import dev.solera.definition.InvalidDefinitionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Of the labels that samples carry those that a module's loss asks for: what it does not ask for cannot be learned from.
 *
 * @param module number, from 1
 * @param names of the labels
 */
record AskedLabels(int module, Set<String> names) {

    /**
     * @return the value of each sample, by label
     * @throws InvalidDefinitionException where a sample carries no such label, or several values of it
     */
    Map<String, int[]> of(List<Sample> samples) {
        Map<String, int[]> asked = new HashMap<>();
        for (String name : names) {
            asked.put(
                    name,
                    samples.stream().mapToInt(sample -> value(name, sample)).toArray());
        }
        return asked;
    }

    private int value(String name, Sample sample) {
        int[] values = sample.labels().get(name);
        String key = "modules[%d].loss.label".formatted(module - 1);
        InvalidDefinitionException.require(
                values != null,
                key,
                name,
                "one that samples carry, here " + new TreeSet<>(sample.labels().keySet()));
        InvalidDefinitionException.require(
                values.length == 1,
                key,
                "%s, which has %d values a sample".formatted(name, values.length),
                "one that has one value a sample");
        return values[0];
    }
}

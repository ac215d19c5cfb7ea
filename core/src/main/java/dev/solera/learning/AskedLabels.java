package dev.solera.learning;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Of the labels that samples carry those that a module's loss asks for: what it does not ask for cannot be learned from.
 *
 * @param module number, from 1
 * @param classes by name of the label, how many values are told apart
 */
record AskedLabels(int module, Map<String, Integer> classes) {

    private static final int UNKNOWN = -1;

    /**
     * @return the value of each sample, by label
     * @throws MalformedRecordException where a sample carries no such label, several values of it, or one out of range
     */
    Map<String, int[]> of(List<Sample> samples) {
        Map<String, int[]> asked = new HashMap<>();
        classes.forEach((name, count) -> asked.put(
                name,
                samples.stream().mapToInt(sample -> value(name, count, sample)).toArray()));
        return asked;
    }

    private int value(String name, int count, Sample sample) {
        int[] values = sample.labels().get(name);
        if (values == null) {
            throw refusal(
                    name,
                    sample,
                    "missing",
                    "one of those that it carries, %s"
                            .formatted(new TreeSet<>(sample.labels().keySet())));
        }
        if (values.length != 1) {
            throw refusal(name, sample, values.length + " values", "one value a sample");
        }
        if (values[0] < UNKNOWN || values[0] >= count) {
            throw refusal(name, sample, values[0], "0 to %d, or -1 where it is unknown".formatted(count - 1));
        }
        return values[0];
    }

    private MalformedRecordException refusal(String name, Sample sample, Object value, String allowed) {
        return MalformedRecordException.of(
                "label %s of sample %d, from which module %d learns,".formatted(name, sample.sequence(), module),
                value,
                allowed);
    }
}

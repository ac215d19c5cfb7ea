package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;

/** Compares parameters bit for bit. */
public final class Bits {

    private Bits() {}

    public static Map<String, float[]> of(LearningModule module) {
        Map<String, float[]> values = new LinkedHashMap<>();
        module.parameters().forEach((name, parameter) -> values.put(name, parameter.values()));
        return values;
    }

    public static void assertEqual(Map<String, float[]> actual, Map<String, float[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
    }
}

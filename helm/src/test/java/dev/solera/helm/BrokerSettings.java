package dev.solera.helm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.server.config.AbstractKafkaConfig;

/** The variables of Kafka's image, which makes the broker's settings of those that begin with {@code KAFKA_}. */
final class BrokerSettings {

    private static final String PREFIX = "KAFKA_";
    /** Of the image's scripts, not of the broker. */
    private static final Set<String> SCRIPTS =
            Set.of("CLUSTER_ID", "KAFKA_HEAP_OPTS", "KAFKA_OPTS", "KAFKA_JVM_PERFORMANCE_OPTS");

    private BrokerSettings() {}

    /** One line for each that the broker does not know, and one where it would not start with them. */
    static List<String> complaints(Map<String, String> environment) {
        Set<String> known = AbstractKafkaConfig.CONFIG_DEF.names();
        List<String> complaints = new ArrayList<>();
        Map<String, String> properties = new HashMap<>();
        environment.forEach((variable, value) -> {
            if (SCRIPTS.contains(variable)) {
                return;
            }
            String name = name(variable);
            properties.put(name, value);
            if (!known.contains(name)) {
                complaints.add(variable + " is nothing that a broker reads");
            }
        });
        try {
            new KafkaConfig(properties);
        } catch (KafkaException | IllegalArgumentException e) {
            complaints.add("no broker starts with that: " + e.getMessage());
        }
        return complaints;
    }

    private static String name(String variable) {
        return variable.startsWith(PREFIX)
                ? variable.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '.')
                : variable;
    }
}

package dev.solera.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * What must not be missing in kinds that are not Kubernetes' own: the required fields of their custom resource definitions, as
 * far as the chart uses those. A star stands for every element.
 */
final class RequiredFields {

    private static final Map<String, List<String>> PATHS = Map.of(
            "monitoring.coreos.com/v1 ServiceMonitor",
                    List.of("spec/selector", "spec/endpoints", "spec/endpoints/*/port"),
            "monitoring.coreos.com/v1 PodMonitor",
                    List.of("spec/selector", "spec/podMetricsEndpoints", "spec/podMetricsEndpoints/*/port"),
            "monitoring.coreos.com/v1 PrometheusRule",
                    List.of("spec/groups", "spec/groups/*/name", "spec/groups/*/rules", "spec/groups/*/rules/*/expr"),
            "kafka.strimzi.io/v1 KafkaTopic",
                    List.of("metadata/labels/strimzi.io~1cluster", "spec", "spec/partitions", "spec/config"),
            "kafka.strimzi.io/v1 KafkaUser",
                    List.of(
                            "metadata/labels/strimzi.io~1cluster",
                            "spec/authentication/type",
                            "spec/authorization/type",
                            "spec/authorization/acls/*/operations",
                            "spec/authorization/acls/*/resource/type"));

    private RequiredFields() {}

    /** @throws IllegalArgumentException where one is missing */
    static void check(String type, JsonNode document) {
        PATHS.getOrDefault(type, List.of()).forEach(path -> require(document, path, path));
    }

    private static void require(JsonNode node, String rest, String path) {
        if (node.isMissingNode() || node.isNull()) {
            throw new IllegalArgumentException("the required field %s is missing".formatted(path.replace("~1", "/")));
        }
        if (rest.isEmpty()) {
            return;
        }
        int slash = rest.indexOf('/');
        String key = slash < 0 ? rest : rest.substring(0, slash);
        String below = slash < 0 ? "" : rest.substring(slash + 1);
        if (key.equals("*")) {
            node.forEach(element -> require(element, below, path));
        } else {
            require(node.path(key.replace("~1", "/")), below, path);
        }
    }
}

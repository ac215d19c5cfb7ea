package dev.solera.helm;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that the chart renders of one set of values.
 *
 * @param objects in the order of the text
 */
record Rendering(List<HasMetadata> objects) {

    /** @throws IllegalArgumentException where a document is one that Kubernetes would refuse */
    static Rendering of(String text) {
        return new Rendering(
                Yaml.documents(text).stream().map(KubernetesModel::parse).toList());
    }

    <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
        return all(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** @throws IllegalArgumentException where there is none of that name */
    <T extends HasMetadata> T get(Class<T> type, String name) {
        return find(type, name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "%s is %s; allowed: %s".formatted(type.getSimpleName(), name, names(type))));
    }

    <T extends HasMetadata> List<String> names(Class<T> type) {
        return all(type).stream().map(object -> object.getMetadata().getName()).toList();
    }

    List<Workload> workloads() {
        return objects.stream().flatMap(object -> Workload.of(object).stream()).toList();
    }

    /** @throws IllegalArgumentException where there is none of that name */
    Workload workload(String name) {
        return workloads().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is no workload"));
    }

    /** Those whose pods a selector means. */
    List<Workload> selected(LabelSelector selector) {
        return workloads().stream()
                .filter(workload -> Labels.match(selector, workload.labels()))
                .toList();
    }

    /** Those whose pods a Service leads to. */
    List<Workload> selected(Map<String, String> selector) {
        Stream<Workload> all = selector.isEmpty() ? Stream.of() : workloads().stream();
        return all.filter(workload -> Labels.match(selector, workload.labels())).toList();
    }
}

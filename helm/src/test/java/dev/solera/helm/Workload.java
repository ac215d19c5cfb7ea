package dev.solera.helm;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that pods are made of.
 *
 * @param kind StatefulSet, Deployment or Pod
 * @param selector of its pods; a pod by itself has none
 * @param labels of its pods
 * @param annotations of its pods
 * @param claims that every pod gets of its own
 */
record Workload(
        String kind,
        String name,
        Optional<LabelSelector> selector,
        Map<String, String> labels,
        Map<String, String> annotations,
        PodSpec pod,
        List<PersistentVolumeClaim> claims) {

    static Optional<Workload> of(HasMetadata object) {
        if (object instanceof StatefulSet set) {
            return Optional.of(of(
                    object,
                    set.getSpec().getSelector(),
                    set.getSpec().getTemplate(),
                    set.getSpec().getVolumeClaimTemplates()));
        }
        if (object instanceof Deployment deployment) {
            return Optional.of(of(
                    object,
                    deployment.getSpec().getSelector(),
                    deployment.getSpec().getTemplate(),
                    List.of()));
        }
        if (object instanceof Pod pod) {
            return Optional.of(new Workload(
                    "Pod",
                    pod.getMetadata().getName(),
                    Optional.empty(),
                    pod.getMetadata().getLabels(),
                    pod.getMetadata().getAnnotations(),
                    pod.getSpec(),
                    List.of()));
        }
        return Optional.empty();
    }

    private static Workload of(
            HasMetadata owner, LabelSelector selector, PodTemplateSpec template, List<PersistentVolumeClaim> claims) {
        return new Workload(
                owner.getKind(),
                owner.getMetadata().getName(),
                Optional.of(selector),
                template.getMetadata().getLabels(),
                template.getMetadata().getAnnotations(),
                template.getSpec(),
                claims);
    }

    String title() {
        return kind + " " + name;
    }

    /** Also those that run before the others. */
    List<Container> containers() {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .toList();
    }

    /** The one that a service of ours runs in. */
    Container container() {
        if (pod.getContainers().size() != 1) {
            throw new IllegalArgumentException(title() + " has not one container, but "
                    + pod.getContainers().size());
        }
        return pod.getContainers().get(0);
    }

    /** The port that a name or number means, if a container has it. */
    Optional<ContainerPort> port(IntOrString port) {
        return pod.getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(candidate -> port.getStrVal() != null
                        ? port.getStrVal().equals(candidate.getName())
                        : port.getIntVal().equals(candidate.getContainerPort()))
                .findFirst();
    }
}

package dev.solera.helm;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the chart promises beyond Kubernetes' own standard: nothing to write to, no token, no surprises, bounded memory. */
final class SafeDefaults implements Check {

    /** What a module may need for its last checkpoint, and then some: Spring's own time for a graceful end. */
    private static final long LAST_CHECKPOINT_SECONDS = 30;

    @Override
    public List<String> complaints(Rendering rendering) {
        List<String> complaints = new ArrayList<>();
        for (Workload workload : rendering.workloads()) {
            PodSpec pod = workload.pod();
            String of = workload.title() + ": ";
            if (!Boolean.FALSE.equals(pod.getAutomountServiceAccountToken())) {
                complaints.add(of + "automountServiceAccountToken is not false");
            }
            if (!Boolean.FALSE.equals(pod.getEnableServiceLinks())) {
                complaints.add(of + "enableServiceLinks is not false, so that other Services become settings");
            }
            if (workload.kind().equals("StatefulSet") && grace(pod) <= LAST_CHECKPOINT_SECONDS) {
                complaints.add(of + "terminationGracePeriodSeconds is no longer than a last checkpoint may take");
            }
            workload.containers().forEach(container -> review(container, of, complaints));
        }
        return complaints;
    }

    private static void review(Container container, String of, List<String> complaints) {
        if (container.getSecurityContext() == null
                || !Boolean.TRUE.equals(container.getSecurityContext().getReadOnlyRootFilesystem())) {
            complaints.add(of + "readOnlyRootFilesystem is not true in container " + container.getName());
        }
        Optional<ResourceRequirements> resources = Optional.ofNullable(container.getResources());
        Map<String, Quantity> requests =
                resources.map(ResourceRequirements::getRequests).orElse(Map.of());
        Map<String, Quantity> limits =
                resources.map(ResourceRequirements::getLimits).orElse(Map.of());
        if (!requests.containsKey("memory") || !requests.containsKey("cpu")) {
            complaints.add(of + "memory and cpu are not both requested in container " + container.getName());
        }
        if (!limits.containsKey("memory")) {
            complaints.add(of + "memory has no limit in container " + container.getName());
        } else if (requests.containsKey("memory")
                && requests.get("memory")
                                .getNumericalAmount()
                                .compareTo(limits.get("memory").getNumericalAmount())
                        > 0) {
            complaints.add(of + "more memory is requested than allowed in container " + container.getName());
        }
    }

    private static long grace(PodSpec pod) {
        return Optional.ofNullable(pod.getTerminationGracePeriodSeconds()).orElse(LAST_CHECKPOINT_SECONDS);
    }
}

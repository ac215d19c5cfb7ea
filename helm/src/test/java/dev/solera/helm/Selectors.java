package dev.solera.helm;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whoever selects pods selects some, and a workload its own alone. */
final class Selectors implements Check {

    @Override
    public List<String> complaints(Rendering rendering) {
        List<String> complaints = new ArrayList<>();
        for (Workload workload : rendering.workloads()) {
            workload.selector()
                    .filter(selector -> !rendering.selected(selector).equals(List.of(workload)))
                    .ifPresent(selector -> complaints.add("%s: selects pods of %s instead of its own alone"
                            .formatted(workload.title(), titles(rendering, selector))));
        }
        for (Service service : rendering.all(Service.class)) {
            if (rendering.selected(service.getSpec().getSelector()).isEmpty()) {
                complaints.add("Service %s: selects no pod"
                        .formatted(service.getMetadata().getName()));
            }
        }
        for (PodDisruptionBudget budget : rendering.all(PodDisruptionBudget.class)) {
            if (rendering.selected(budget.getSpec().getSelector()).isEmpty()) {
                complaints.add("PodDisruptionBudget %s: selects no pod"
                        .formatted(budget.getMetadata().getName()));
            }
        }
        rendering.all(StatefulSet.class).forEach(set -> reviewService(set, rendering, complaints));
        return complaints;
    }

    /** The names of a StatefulSet's pods are a headless Service's to resolve. */
    private static void reviewService(StatefulSet set, Rendering rendering, List<String> complaints) {
        String name = set.getSpec().getServiceName();
        Optional<Service> service = rendering.find(Service.class, name);
        boolean resolves = service.filter(found -> "None".equals(found.getSpec().getClusterIP()))
                .filter(found -> Labels.match(
                        found.getSpec().getSelector(),
                        set.getSpec().getTemplate().getMetadata().getLabels()))
                .isPresent();
        if (!resolves) {
            complaints.add("StatefulSet %s: its serviceName %s is no headless Service of its pods"
                    .formatted(set.getMetadata().getName(), name));
        }
    }

    private static List<String> titles(Rendering rendering, LabelSelector selector) {
        return rendering.selected(selector).stream().map(Workload::title).toList();
    }
}

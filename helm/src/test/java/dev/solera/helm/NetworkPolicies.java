package dev.solera.helm;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where there are network policies, each is of some pod and each pod has one, in both directions; pods of this release that
 * they let through are there; and every address that a pod is given can be reached from it.
 */
final class NetworkPolicies implements Check {

    private static final String INSTANCE = "app.kubernetes.io/instance";

    @Override
    public List<String> complaints(Rendering rendering) {
        List<NetworkPolicy> policies = rendering.all(NetworkPolicy.class);
        List<String> complaints = new ArrayList<>();
        if (policies.isEmpty()) {
            return complaints;
        }
        policies.forEach(policy -> review(policy, rendering, complaints));
        Traffic traffic = Traffic.of(rendering);
        for (Workload workload : rendering.workloads()) {
            for (String direction : List.of("Ingress", "Egress")) {
                if (policies.stream()
                        .filter(policy -> policy.getSpec().getPolicyTypes().contains(direction))
                        .noneMatch(policy -> Labels.match(policy.getSpec().getPodSelector(), workload.labels()))) {
                    complaints.add("%s: no policy for %s".formatted(workload.title(), direction));
                }
            }
            Address.of(workload).forEach(address -> review(workload, address, rendering, traffic, complaints));
        }
        return complaints;
    }

    private static void review(NetworkPolicy policy, Rendering rendering, List<String> complaints) {
        String title = "NetworkPolicy " + policy.getMetadata().getName();
        if (rendering.selected(policy.getSpec().getPodSelector()).isEmpty()) {
            complaints.add(title + ": selects no pod");
        }
        Stream.concat(
                        policy.getSpec().getEgress().stream().flatMap(rule -> rule.getTo().stream()),
                        policy.getSpec().getIngress().stream().flatMap(rule -> rule.getFrom().stream()))
                .map(NetworkPolicyPeer::getPodSelector)
                .filter(Objects::nonNull)
                .filter(NetworkPolicies::isOfThisRelease)
                .filter(selector -> rendering.selected(selector).isEmpty())
                .forEach(selector ->
                        complaints.add(title + ": lets pods through that are not there: " + selector.getMatchLabels()));
    }

    private static boolean isOfThisRelease(LabelSelector selector) {
        return Optional.ofNullable(selector.getMatchLabels()).orElse(Map.of()).containsKey(INSTANCE);
    }

    private static void review(
            Workload from, Address address, Rendering rendering, Traffic traffic, List<String> complaints) {
        Optional<Service> service = address.service(rendering);
        Traffic.Here pod = Traffic.Here.of(from);
        if (service.isEmpty()) {
            // Somebody else's: a broker outside, or of Strimzi.
            boolean reaches = Stream.of(new Traffic.Outside(), Brokers.OF_STRIMZI)
                    .anyMatch(to -> traffic.allows(pod, to, address.port(), "TCP"));
            if (!reaches) {
                complaints.add("%s: is not let through to %s".formatted(from.title(), address));
            }
            return;
        }
        Optional<IntOrString> target = service.get().getSpec().getPorts().stream()
                .filter(port -> port.getPort() == address.port())
                .map(ServicePort::getTargetPort)
                .findFirst();
        List<Workload> to = rendering.selected(service.get().getSpec().getSelector());
        boolean reaches = target.isPresent()
                && to.stream()
                        .allMatch(workload -> workload.port(target.get())
                                .filter(port ->
                                        traffic.allows(pod, Traffic.Here.of(workload), port.getContainerPort(), "TCP"))
                                .isPresent());
        if (!reaches) {
            complaints.add("%s: does not reach %s".formatted(from.title(), address));
        }
    }

    /** What stands for a broker that others run. */
    private static final class Brokers {

        private static final Traffic.End OF_STRIMZI = Traffic.Here.stranger(
                Map.of("strimzi.io/cluster", "events", "strimzi.io/kind", "Kafka", "strimzi.io/name", "events-kafka"));

        private Brokers() {}
    }
}

package dev.solera.helm;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who may talk to whom, as a cluster's network decides it by the policies of a rendering.
 *
 * @param policies all of the release's namespace
 */
record Traffic(List<NetworkPolicy> policies) {

    /** One end of a connection. */
    sealed interface End {}

    /** A pod of the release's namespace, of this chart or not. */
    record Here(Map<String, String> labels, Optional<Workload> workload) implements End {

        static Here of(Workload workload) {
            return new Here(workload.labels(), Optional.of(workload));
        }

        static Here stranger(Map<String, String> labels) {
            return new Here(labels, Optional.empty());
        }
    }

    /** A pod of another namespace. */
    record Elsewhere(Map<String, String> namespace, Map<String, String> labels) implements End {}

    /** An address outside of the cluster. */
    record Outside() implements End {}

    static Traffic of(Rendering rendering) {
        return new Traffic(rendering.all(NetworkPolicy.class));
    }

    /** Whether both ends let a connection to a port through. */
    boolean allows(End from, End to, int port, String protocol) {
        return mayLeave(from, to, port, protocol) && mayEnter(from, to, port, protocol);
    }

    private boolean mayLeave(End from, End to, int port, String protocol) {
        List<NetworkPolicy> own = policies(from, "Egress");
        return own.isEmpty()
                || own.stream()
                        .flatMap(policy -> policy.getSpec().getEgress().stream())
                        .anyMatch(rule -> means(rule, to) && hasPort(rule.getPorts(), to, port, protocol));
    }

    private boolean mayEnter(End from, End to, int port, String protocol) {
        List<NetworkPolicy> own = policies(to, "Ingress");
        return own.isEmpty()
                || own.stream()
                        .flatMap(policy -> policy.getSpec().getIngress().stream())
                        .anyMatch(rule -> means(rule, from) && hasPort(rule.getPorts(), to, port, protocol));
    }

    private List<NetworkPolicy> policies(End end, String type) {
        return policies.stream()
                .filter(policy -> policy.getSpec().getPolicyTypes().contains(type))
                .filter(policy -> end instanceof Here here
                        && Labels.match(policy.getSpec().getPodSelector(), here.labels()))
                .toList();
    }

    private static boolean means(NetworkPolicyEgressRule rule, End end) {
        return rule.getTo().isEmpty() || rule.getTo().stream().anyMatch(peer -> means(peer, end));
    }

    private static boolean means(NetworkPolicyIngressRule rule, End end) {
        return rule.getFrom().isEmpty() || rule.getFrom().stream().anyMatch(peer -> means(peer, end));
    }

    private static boolean means(NetworkPolicyPeer peer, End end) {
        if (end instanceof Outside) {
            return peer.getIpBlock() != null;
        }
        if (peer.getIpBlock() != null) {
            return false;
        }
        if (end instanceof Elsewhere pod) {
            return peer.getNamespaceSelector() != null
                    && Labels.match(peer.getNamespaceSelector(), pod.namespace())
                    && (peer.getPodSelector() == null || Labels.match(peer.getPodSelector(), pod.labels()));
        }
        Map<String, String> namespace = Map.of("kubernetes.io/metadata.name", Chart.NAMESPACE);
        return (peer.getNamespaceSelector() == null || Labels.match(peer.getNamespaceSelector(), namespace))
                && (peer.getPodSelector() == null || Labels.match(peer.getPodSelector(), ((Here) end).labels()));
    }

    private static boolean hasPort(List<NetworkPolicyPort> ports, End to, int port, String protocol) {
        return ports.isEmpty()
                || ports.stream()
                        .filter(candidate -> candidate.getProtocol().equals(protocol))
                        .anyMatch(candidate -> is(candidate.getPort(), to, port));
    }

    /** A name is one of the pod's that is led to. */
    private static boolean is(IntOrString candidate, End to, int port) {
        if (candidate.getStrVal() == null) {
            return candidate.getIntVal() == port;
        }
        return to instanceof Here here
                && here.workload()
                        .flatMap(workload -> workload.port(candidate))
                        .filter(found -> found.getContainerPort() == port)
                        .isPresent();
    }
}

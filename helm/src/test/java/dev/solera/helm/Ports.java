package dev.solera.helm;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.IngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.IngressServiceBackend;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceBackendPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Every port that somebody leads to is there. */
final class Ports implements Check {

    @Override
    public List<String> complaints(Rendering rendering) {
        List<String> complaints = new ArrayList<>();
        rendering.all(Service.class).forEach(service -> review(service, rendering, complaints));
        rendering.all(Ingress.class).forEach(ingress -> review(ingress, rendering, complaints));
        for (Workload workload : rendering.workloads()) {
            for (Container container : workload.containers()) {
                probed(container)
                        .filter(port -> workload.port(port).isEmpty())
                        .forEach(port -> complaints.add("%s: a probe asks port %s, which no container has"
                                .formatted(workload.title(), text(port))));
            }
        }
        return complaints;
    }

    private static void review(Service service, Rendering rendering, List<String> complaints) {
        for (ServicePort port : service.getSpec().getPorts()) {
            IntOrString target =
                    Optional.ofNullable(port.getTargetPort()).orElseGet(() -> new IntOrString(port.getPort()));
            rendering.selected(service.getSpec().getSelector()).stream()
                    .filter(workload -> workload.port(target).isEmpty())
                    .forEach(workload -> complaints.add("Service %s: leads to port %s, which %s does not have"
                            .formatted(service.getMetadata().getName(), text(target), workload.title())));
        }
    }

    private static void review(Ingress ingress, Rendering rendering, List<String> complaints) {
        for (IngressRule rule : ingress.getSpec().getRules()) {
            for (HTTPIngressPath path : rule.getHttp().getPaths()) {
                IngressServiceBackend backend = path.getBackend().getService();
                boolean leads = rendering
                        .find(Service.class, backend.getName())
                        .filter(service ->
                                service.getSpec().getPorts().stream().anyMatch(port -> is(port, backend.getPort())))
                        .isPresent();
                if (!leads) {
                    complaints.add("Ingress %s: leads to Service %s at a port that is not there"
                            .formatted(ingress.getMetadata().getName(), backend.getName()));
                }
            }
        }
    }

    private static boolean is(ServicePort port, ServiceBackendPort wanted) {
        return wanted.getName() != null
                ? wanted.getName().equals(port.getName())
                : Objects.equals(wanted.getNumber(), port.getPort());
    }

    private static Stream<IntOrString> probed(Container container) {
        return Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                .filter(Objects::nonNull)
                .flatMap(Ports::port);
    }

    private static Stream<IntOrString> port(Probe probe) {
        if (probe.getHttpGet() != null) {
            return Stream.of(probe.getHttpGet().getPort());
        }
        return probe.getTcpSocket() == null
                ? Stream.of()
                : Stream.of(probe.getTcpSocket().getPort());
    }

    private static String text(IntOrString port) {
        return port.getStrVal() != null ? port.getStrVal() : String.valueOf(port.getIntVal());
    }
}

package dev.solera.helm;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.openshift.api.model.monitoring.v1.Endpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where there is a monitor, every service is scraped by one of them, once, under the job's name that rules go by. */
final class Monitors implements Check {

    @Override
    public List<String> complaints(Rendering rendering) {
        List<ServiceMonitor> ofServices = rendering.all(ServiceMonitor.class);
        List<PodMonitor> ofPods = rendering.all(PodMonitor.class);
        List<String> complaints = new ArrayList<>();
        if (ofServices.isEmpty() && ofPods.isEmpty()) {
            return complaints;
        }
        Map<String, Integer> scrapes = new TreeMap<>();
        rendering.workloads().stream()
                .filter(workload -> workload.port(new IntOrString("http")).isPresent())
                .forEach(workload -> scrapes.put(workload.title(), 0));
        for (ServiceMonitor monitor : ofServices) {
            for (Endpoint endpoint : monitor.getSpec().getEndpoints()) {
                review(monitor.getMetadata().getName(), endpoint.getPath(), replacements(endpoint), complaints);
                scrapedServices(monitor, endpoint, rendering)
                        .forEach(workload -> scrapes.merge(workload.title(), 1, Integer::sum));
            }
        }
        for (PodMonitor monitor : ofPods) {
            for (PodMetricsEndpoint endpoint : monitor.getSpec().getPodMetricsEndpoints()) {
                review(monitor.getMetadata().getName(), endpoint.getPath(), replacements(endpoint), complaints);
                rendering.selected(monitor.getSpec().getSelector()).stream()
                        .filter(workload -> workload.port(new IntOrString(endpoint.getPort()))
                                .isPresent())
                        .forEach(workload -> scrapes.merge(workload.title(), 1, Integer::sum));
            }
        }
        scrapes.forEach((workload, times) -> {
            if (times != 1) {
                complaints.add("%s: is scraped %d times".formatted(workload, times));
            }
        });
        return complaints;
    }

    private static List<Workload> scrapedServices(ServiceMonitor monitor, Endpoint endpoint, Rendering rendering) {
        return rendering.all(Service.class).stream()
                .filter(service -> Labels.match(
                        monitor.getSpec().getSelector(), service.getMetadata().getLabels()))
                .filter(service -> service.getSpec().getPorts().stream()
                        .anyMatch(port -> endpoint.getPort().equals(port.getName())))
                .flatMap(service -> rendering.selected(service.getSpec().getSelector()).stream())
                .toList();
    }

    private static void review(String name, String path, Map<String, String> labels, List<String> complaints) {
        if (!"/actuator/prometheus".equals(path)) {
            complaints.add("monitor %s: asks %s, where no service has metrics".formatted(name, path));
        }
        if (!"solera".equals(labels.get("job"))) {
            complaints.add("monitor %s: leaves the job's name to chance".formatted(name));
        }
    }

    private static Map<String, String> replacements(Endpoint endpoint) {
        Map<String, String> labels = new TreeMap<>();
        endpoint.getRelabelings().stream()
                .filter(relabeling -> relabeling.getReplacement() != null)
                .forEach(relabeling -> labels.put(relabeling.getTargetLabel(), relabeling.getReplacement()));
        return labels;
    }

    private static Map<String, String> replacements(PodMetricsEndpoint endpoint) {
        Map<String, String> labels = new TreeMap<>();
        endpoint.getRelabelings().stream()
                .filter(relabeling -> relabeling.getReplacement() != null)
                .forEach(relabeling -> labels.put(relabeling.getTargetLabel(), relabeling.getReplacement()));
        return labels;
    }
}

package dev.solera.helm;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names, labels and keys are ones that Kubernetes takes, and each stands for one thing. */
final class Names implements Check {

    private static final Predicate<String> LABEL = pattern("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Predicate<String> SUBDOMAIN =
            pattern("(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Predicate<String> SERVICE = pattern("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    /** Kubernetes puts a hash of ten characters and a dash behind it, into a label. */
    private static final Predicate<String> STATEFUL_SET = pattern("[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?");

    private static final Predicate<String> PORT = pattern("(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?");
    private static final Predicate<String> VARIABLE = pattern("[A-Za-z_][A-Za-z0-9_]*");
    private static final Predicate<String> KEY = pattern("[-._a-zA-Z0-9]{1,253}");
    private static final Predicate<String> QUALIFIED =
            pattern("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Predicate<String> LABEL_VALUE = pattern("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    private static Predicate<String> pattern(String expression) {
        return Pattern.compile(expression).asMatchPredicate();
    }

    @Override
    public List<String> complaints(Rendering rendering) {
        List<String> complaints = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (HasMetadata object : rendering.objects()) {
            String title = object.getKind() + " " + object.getMetadata().getName();
            Review review = new Review(title, complaints);
            if (!seen.add(title)) {
                complaints.add(title + ": is there twice");
            }
            review.valid("name", object.getMetadata().getName(), ofKind(object));
            review.labels(object.getMetadata());
            if (object instanceof ConfigMap map) {
                map.getData().keySet().forEach(key -> review.valid("key", key, KEY));
            }
            if (object instanceof Service service) {
                List<ServicePort> ports = service.getSpec().getPorts();
                review.each("port", ports.stream().map(ServicePort::getName), PORT);
            }
            Workload.of(object).ifPresent(review::workload);
        }
        return complaints;
    }

    private static Predicate<String> ofKind(HasMetadata object) {
        return switch (object.getKind()) {
            case "Service" -> SERVICE;
            case "StatefulSet" -> STATEFUL_SET;
            case "Deployment", "Pod" -> LABEL;
            default -> SUBDOMAIN;
        };
    }

    private record Review(String title, List<String> complaints) {

        void labels(ObjectMeta metadata) {
            labels(metadata.getLabels(), metadata.getAnnotations());
        }

        private void labels(Map<String, String> labels, Map<String, String> annotations) {
            Optional.ofNullable(labels).orElse(Map.of()).forEach((key, value) -> {
                valid("label", key, QUALIFIED);
                valid("value of label " + key, value, LABEL_VALUE);
            });
            Optional.ofNullable(annotations)
                    .orElse(Map.of())
                    .keySet()
                    .forEach(key -> valid("annotation", key, QUALIFIED));
        }

        void workload(Workload workload) {
            labels(workload.labels(), workload.annotations());
            each("container", workload.containers().stream().map(Container::getName), LABEL);
            Stream<String> claims =
                    workload.claims().stream().map(claim -> claim.getMetadata().getName());
            each("volume", Stream.concat(workload.pod().getVolumes().stream().map(Volume::getName), claims), LABEL);
            workload.claims().forEach(claim -> labels(claim.getMetadata()));
            each(
                    "container port",
                    workload.containers().stream()
                            .flatMap(container -> container.getPorts().stream())
                            .map(ContainerPort::getName),
                    PORT);
            workload.containers()
                    .forEach(container ->
                            each("variable", container.getEnv().stream().map(EnvVar::getName), VARIABLE));
        }

        /** Each one valid and there once. */
        void each(String what, Stream<String> names, Predicate<String> allowed) {
            Set<String> seen = new HashSet<>();
            names.forEach(name -> {
                valid(what, name, allowed);
                if (!seen.add(name)) {
                    complaints.add("%s: %s %s is there twice".formatted(title, what, name));
                }
            });
        }

        void valid(String what, String name, Predicate<String> allowed) {
            if (!allowed.test(name)) {
                complaints.add("%s: %s %s is not valid".formatted(title, what, name));
            }
        }
    }
}

package dev.solera.helm;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a pod is told to connect to. */
record Address(String host, int port) {

    /** Maybe behind the modules that are there, as in {@code 1-2=HOST:PORT}. */
    private static final Pattern FORM = Pattern.compile("(?:[0-9-]+=)?([a-z0-9][-a-z0-9.]*[a-z0-9]):([0-9]{2,5})");

    /** Those in the variables and arguments of its containers. */
    static List<Address> of(Workload workload) {
        return workload.containers().stream()
                .flatMap(Address::texts)
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(FORM::matcher)
                .filter(Matcher::matches)
                .map(matcher -> new Address(matcher.group(1), Integer.parseInt(matcher.group(2))))
                .distinct()
                .toList();
    }

    private static Stream<String> texts(Container container) {
        Stream<String> variables =
                container.getEnv().stream().map(EnvVar::getValue).filter(Objects::nonNull);
        return Stream.concat(variables, container.getArgs().stream());
    }

    /** The Service of the release that it is of: by its own name, or as that of a pod behind it. */
    Optional<Service> service(Rendering rendering) {
        String name = host.substring(host.indexOf('.') + 1);
        return rendering
                .find(Service.class, host)
                .or(() -> rendering.find(Service.class, name).filter(service -> isPod(rendering, service)));
    }

    /** A StatefulSet gives its pods names, and its Service makes them addresses. */
    private boolean isPod(Rendering rendering, Service service) {
        String pod = host.substring(0, host.indexOf('.'));
        return rendering.selected(service.getSpec().getSelector()).stream()
                .anyMatch(workload -> workload.kind().equals("StatefulSet") && pod.equals(workload.name() + "-0"));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

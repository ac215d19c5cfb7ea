package dev.solera.helm;

import dev.solera.gateway.GatewayApplication;
import dev.solera.ingest.IngestServiceApplication;
import dev.solera.module.ModuleServiceApplication;
import dev.solera.probe.ProbeApplication;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Every variable, and every file that is a property by its name, is one that the container's program reads. */
final class Environment implements Check {

    /** By the container's name. */
    static final Map<String, Class<?>> SERVICES = Map.of(
            "ingest-service", IngestServiceApplication.class,
            "module-service", ModuleServiceApplication.class,
            "probe-service", ProbeApplication.class,
            "gateway", GatewayApplication.class);

    private static final String CONFIG_TREE = "configtree:";
    private static final Pattern CLIENT =
            Pattern.compile("SPRING_KAFKA_(?:(?:PRODUCER|CONSUMER|ADMIN)_)?PROPERTIES_(.*)");

    @Override
    public List<String> complaints(Rendering rendering) {
        List<String> complaints = new ArrayList<>();
        for (Workload workload : rendering.workloads()) {
            for (Container container : workload.containers()) {
                complaints(container, workload, rendering).stream()
                        .map(complaint -> workload.title() + ": " + complaint)
                        .forEach(complaints::add);
            }
        }
        return complaints;
    }

    private static List<String> complaints(Container container, Workload workload, Rendering rendering) {
        Map<String, String> environment = of(container);
        if (container.getName().equals("kafka")) {
            return BrokerSettings.complaints(environment);
        }
        Class<?> application = SERVICES.get(container.getName());
        if (application == null) {
            return environment.isEmpty()
                    ? List.of()
                    : List.of("nobody here knows what " + container.getName() + " reads");
        }
        Map<String, String> files = properties(container, workload, rendering);
        Map<String, String> settings = new TreeMap<>(environment);
        settings.keySet().removeAll(Image.environment(container.getName()).keySet());
        List<String> complaints = new ArrayList<>(new Settings(application).complaints(settings, files));
        Set<String> ofClients = clientSettings();
        settings.keySet().stream()
                .map(CLIENT::matcher)
                .filter(matcher -> matcher.matches() && !ofClients.contains(matcher.group(1)))
                .forEach(matcher -> complaints.add(matcher.group() + " is nothing that Kafka's clients read"));
        return complaints;
    }

    /** The variables of a container whose values are in the rendering. */
    static Map<String, String> of(Container container) {
        return container.getEnv().stream()
                .collect(Collectors.toMap(
                        EnvVar::getName, variable -> variable.getValue() == null ? "" : variable.getValue()));
    }

    /** Files that a service imports as properties, with something in place of what is secret. */
    private static Map<String, String> properties(Container container, Workload workload, Rendering rendering) {
        Set<Path> trees = of(container).values().stream()
                .filter(value -> value.startsWith(CONFIG_TREE))
                .map(value -> Path.of(value.substring(CONFIG_TREE.length())))
                .collect(Collectors.toSet());
        return Mount.of(container, workload, rendering).stream()
                .filter(mount -> trees.contains(mount.path()))
                .flatMap(mount -> mount.files().stream())
                .flatMap(files -> files.keySet().stream())
                .collect(Collectors.toMap(name -> name, name -> "secret"));
    }

    /** As variables: Kafka's names have nothing but dots between words. */
    private static Set<String> clientSettings() {
        return Stream.of(ProducerConfig.configNames(), ConsumerConfig.configNames(), AdminClientConfig.configNames())
                .flatMap(Set::stream)
                .map(name -> name.toUpperCase(Locale.ROOT).replace('.', '_'))
                .collect(Collectors.toCollection(HashSet::new));
    }
}

package dev.solera.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The settings that a service knows, by its configuration metadata: its own, those of what services share, and Spring Boot's.
 * What is given is bound as the service would bind it, so that a value that does not fit is found as well as a name that
 * nobody reads.
 */
final class Settings {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final List<JsonNode> ALL = read();
    /** What Spring Boot reads before there are any objects to bind. */
    private static final List<String> EARLY =
            List.of("spring.config.", "spring.main.", "spring.profiles.", "spring.application.", "logging.");

    private final String service;

    /** @param application the service's main class */
    Settings(Class<?> application) {
        this.service = application.getPackageName();
    }

    private static List<JsonNode> read() {
        try {
            List<JsonNode> all = new ArrayList<>();
            for (URL url : Collections.list(Settings.class.getClassLoader().getResources(METADATA))) {
                try (InputStream stream = url.openStream()) {
                    all.add(new ObjectMapper().readTree(stream));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One line for each that the service does not bind.
     *
     * @param environment variables
     * @param files properties by their names
     */
    List<String> complaints(Map<String, String> environment, Map<String, String> files) {
        MutablePropertySources sources = new MutablePropertySources();
        sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment", new HashMap<>(environment)));
        sources.addLast(new MapPropertySource("files", new HashMap<>(files)));
        Binder binder = new Binder(ConfigurationPropertySources.from(sources));
        Set<String> given = new TreeSet<>(environment.keySet());
        given.addAll(files.keySet());
        Recorder recorder = new Recorder();
        List<String> complaints = new ArrayList<>();
        for (Class<?> type : types(given)) {
            try {
                binder.bind(type.getAnnotation(ConfigurationProperties.class).value(), Bindable.of(type), recorder);
            } catch (BindException e) {
                complaints.add("%s: %s".formatted(e.getName(), rootCause(e)));
            }
        }
        given.stream()
                .filter(name -> !recorder.bound.contains(name) && !isReadEarly(name))
                .forEach(name -> complaints.add(name + " is nothing that the service reads"));
        return complaints;
    }

    /** Classes with settings that some of these names may be among. */
    private List<Class<?>> types(Set<String> given) {
        List<Class<?>> types = new ArrayList<>();
        for (JsonNode metadata : ALL) {
            for (JsonNode group : metadata.path("groups")) {
                String prefix = group.path("name").asText();
                if (isReadHere(group.path("type").asText()) && given.stream().anyMatch(name -> begins(name, prefix))) {
                    load(group.path("type").asText(), types);
                }
            }
        }
        return types;
    }

    private static void load(String name, List<Class<?>> types) {
        try {
            Class<?> type = Class.forName(name);
            if (type.isAnnotationPresent(ConfigurationProperties.class)) {
                types.add(type);
            }
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            // Of a part of Spring Boot that no service has.
            return;
        }
    }

    private boolean isReadHere(String type) {
        return !type.startsWith("dev.solera.")
                || type.startsWith(service + ".")
                || type.startsWith("dev.solera.service.");
    }

    private static boolean isReadEarly(String variable) {
        for (JsonNode metadata : ALL) {
            for (JsonNode property : metadata.path("properties")) {
                String name = property.path("name").asText();
                boolean isMap = property.path("type").asText().startsWith("java.util.Map");
                if (EARLY.stream().anyMatch(name::startsWith)
                        && (forms(name).contains(variable) || isMap && begins(variable, name))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean begins(String name, String prefix) {
        return name.startsWith(prefix + ".") || forms(prefix).stream().anyMatch(form -> name.startsWith(form + "_"));
    }

    /** How a property is written as a variable: without dashes, or with underscores for them. */
    private static Set<String> forms(String name) {
        String upper = name.toUpperCase(Locale.ROOT).replace('.', '_');
        return new HashSet<>(List.of(upper.replace("-", ""), upper.replace('-', '_')));
    }

    private static String rootCause(Throwable failure) {
        return failure.getCause() == null ? failure.getMessage() : rootCause(failure.getCause());
    }

    /** Notes which variable or file each setting was taken from. */
    private static final class Recorder implements BindHandler {

        private final Set<String> bound = new HashSet<>();

        @Override
        public Object onSuccess(
                ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
            if (context.getConfigurationProperty() != null) {
                Origin origin = context.getConfigurationProperty().getOrigin();
                if (origin instanceof PropertySourceOrigin source) {
                    bound.add(source.getPropertyName());
                }
            }
            return result;
        }
    }
}

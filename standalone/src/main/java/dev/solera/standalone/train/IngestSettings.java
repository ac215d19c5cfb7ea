package dev.solera.standalone.train;

import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.label.FrameLabels;
import dev.solera.ingest.label.HeldOutRule;
import dev.solera.ingest.label.Labelling;
import dev.solera.ingest.stream.StreamSettings;
import java.nio.file.Files;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Reads the ingest service's properties as that service will, before anything is started. */
public final class IngestSettings {

    private static final String SOURCE = "solera.ingest.source";

    private static final String CONNECTION = "solera.ingest.stream.kafka.";

    private static final Pattern SECRET = Pattern.compile("password|jaas|secret|\\bkey\\b");

    /** Settings that name files, with what makes them absolute. */
    private static final Map<String, UnaryOperator<String>> ANCHORS = Map.of(
            SOURCE,
            IngestSettings::absolute,
            "solera.ingest.labels",
            Labelling::absolute,
            "solera.ingest.held-out",
            HeldOutRule::absolute,
            "solera.ingest.frame-labels",
            text -> text.isBlank() ? text : FrameLabels.absolute(text));

    private IngestSettings() {}

    /** @throws IllegalArgumentException where a value does not fit, or the source is neither there nor built in */
    public static IngestProperties check(Map<String, Object> settings) {
        if (settings.getOrDefault(SOURCE, IngestProperties.BUILT_IN).toString().isBlank()) {
            throw new InvalidSourceException(
                    "--data is empty; allowed: a folder of recordings or pictures, synthetic, synthetic:speech or"
                            + " synthetic:shapes");
        }
        requireNoSecrets(settings);
        IngestProperties properties = bind(settings);
        properties.length();
        if (StreamSettings.isTopic(properties.source())) {
            requireBroker(properties);
            return properties;
        }
        if (!IngestProperties.isBuiltIn(properties.source())
                && !Files.isDirectory(FileName.path("--data", properties.source()))) {
            throw new InvalidSourceException(
                    "--data is %s, which is no folder; allowed: a folder of recordings or pictures, synthetic, synthetic:speech or synthetic:shapes"
                            .formatted(properties.source()));
        }
        return properties;
    }

    /** What is given here is written into the run's folder. */
    private static void requireNoSecrets(Map<String, Object> settings) {
        settings.keySet().stream()
                .filter(key -> key.startsWith(CONNECTION) && SECRET.matcher(key).find())
                .findFirst()
                .ifPresent(key -> {
                    throw new InvalidSourceException(
                            "--stream has %s, which is a secret; allowed: in the environment, as %s"
                                    .formatted(
                                            key.substring("solera.ingest.stream.".length()),
                                            key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")));
                });
    }

    /** The broker of a run in one process is its own, and nobody else's topics are on it. */
    private static void requireBroker(IngestProperties properties) {
        if (!properties.stream().kafka().containsKey("bootstrap.servers")) {
            throw new InvalidSourceException(
                    "--data is %s, and nobody says on which cluster; allowed: with --stream kafka.bootstrap-servers=HOST:PORT"
                            .formatted(properties.source()));
        }
    }

    /** The same with absolute paths, so that a run can be resumed from any folder. */
    public static Map<String, String> anchored(Map<String, Object> settings) {
        Map<String, String> anchored = new TreeMap<>();
        settings.forEach((key, value) -> anchored.put(key, value.toString()));
        ANCHORS.forEach((key, anchor) -> anchored.computeIfPresent(key, (same, value) -> anchor.apply(value)));
        return anchored;
    }

    private static String absolute(String source) {
        return IngestProperties.isBuiltIn(source) || StreamSettings.isTopic(source)
                ? source
                : FileName.of(FileName.path("--data", source).toAbsolutePath().normalize());
    }

    private static IngestProperties bind(Map<String, Object> settings) {
        try {
            return new Binder(new MapConfigurationPropertySource(settings))
                    .bindOrCreate("solera.ingest", IngestProperties.class);
        } catch (BindException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidSourceException refusal) {
                    throw refusal;
                }
            }
            throw e;
        }
    }
}

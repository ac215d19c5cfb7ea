package dev.solera.standalone.train;

import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.label.FrameLabels;
import dev.solera.ingest.label.HeldOutRule;
import dev.solera.ingest.label.Labelling;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Reads the ingest service's properties as that service will, before anything is started. */
public final class IngestSettings {

    private static final String SOURCE = "solera.ingest.source";

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
        IngestProperties properties = bind(settings);
        properties.length();
        if (!IngestProperties.isBuiltIn(properties.source())
                && !Files.isDirectory(FileName.path("--data", properties.source()))) {
            throw new InvalidSourceException(
                    "--data is %s, which is no folder; allowed: a folder of recordings or pictures, synthetic, synthetic:speech or synthetic:shapes"
                            .formatted(properties.source()));
        }
        return properties;
    }

    /** The same with absolute paths, so that a run can be resumed from any folder. */
    public static Map<String, String> anchored(Map<String, Object> settings) {
        Map<String, String> anchored = new TreeMap<>();
        settings.forEach((key, value) -> anchored.put(key, value.toString()));
        ANCHORS.forEach((key, anchor) -> anchored.computeIfPresent(key, (same, value) -> anchor.apply(value)));
        return anchored;
    }

    private static String absolute(String source) {
        return IngestProperties.isBuiltIn(source)
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

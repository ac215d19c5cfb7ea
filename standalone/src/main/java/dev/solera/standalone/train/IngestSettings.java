package dev.solera.standalone.train;

import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.InvalidSourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Reads the ingest service's properties as that service will, before anything is started. */
public final class IngestSettings {

    private IngestSettings() {}

    /** @throws IllegalArgumentException where a value does not fit, or the source is neither there nor built in */
    public static IngestProperties check(Map<String, Object> settings) {
        IngestProperties properties = bind(settings);
        properties.length();
        if (!properties.source().startsWith("synthetic:") && !Files.isDirectory(Path.of(properties.source()))) {
            throw new InvalidSourceException(
                    "--data is %s, which is no folder; allowed: a folder of recordings, or synthetic:speech"
                            .formatted(properties.source()));
        }
        return properties;
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

package dev.solera.standalone.stack;

import java.util.Map;

/**
 * One service to run in this process.
 *
 * @param name as it calls itself in telemetry: {@code ingest}, {@code module-3}, {@code probe}, {@code gateway}
 * @param application its Spring Boot application class
 * @param web whether it answers HTTP
 * @param settings its properties, beside those that all services share
 */
public record Service(String name, Class<?> application, boolean web, Map<String, Object> settings) {

    public Service {
        settings = Map.copyOf(settings);
    }
}

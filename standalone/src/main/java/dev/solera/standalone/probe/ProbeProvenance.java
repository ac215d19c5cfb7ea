package dev.solera.standalone.probe;

import dev.solera.standalone.report.RunProvenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a table of {@code solera probe} was made of.
 *
 * @param version of this program
 * @param arguments of the command line
 * @param time UTC
 * @param run folder of the run whose modules were looked at
 * @param identity of what it learned
 * @param settings what was looked at, as properties of the ingest service
 * @param data the recordings
 * @param engine name and version of the tensor engine
 * @param machine what decides whether bits compare
 * @param windows samples that were encoded
 * @param skipped labels without rows, with the cause
 * @param unreadable recordings that turned out to be, with the cause
 */
record ProbeProvenance(
        String version,
        List<String> arguments,
        String time,
        String run,
        String identity,
        Map<String, String> settings,
        RunProvenance.Data data,
        String engine,
        Map<String, String> machine,
        long windows,
        Map<String, String> skipped,
        Map<String, String> unreadable) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this));
    }
}

package dev.solera.standalone.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run was made of: enough to make it again, and to know whether the same bits can be expected.
 *
 * @param version of this program
 * @param arguments of the command line
 * @param started UTC
 * @param ended UTC; empty while it runs
 * @param outcome {@code running}, {@code finished}, {@code ended early}, {@code stopped} or {@code failed: cause}
 * @param definition SHA-256 of the resolved definition in {@code pipeline.yaml}
 * @param seed all randomness follows from it
 * @param shortClips how windows longer than their clip were filled; {@code join-within} used a label in training
 * @param settings what was fed and probed, as properties of the services, so that the run can be gone on with
 * @param data the recordings
 * @param threads intra-op threads by module
 * @param engine name and version of the tensor engine
 * @param machine what decides whether bits compare
 * @param counts what each service counted
 */
public record RunProvenance(
        String version,
        List<String> arguments,
        String started,
        String ended,
        String outcome,
        @JsonProperty("definition-sha256") String definition,
        long seed,
        String shortClips,
        Map<String, String> settings,
        Data data,
        List<Integer> threads,
        String engine,
        Map<String, String> machine,
        Map<String, Map<String, Long>> counts) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    /**
     * The recordings.
     *
     * @param origin folder or source
     * @param listing SHA-256 of the usable recordings' listing
     * @param recordings usable ones
     * @param heldOut of them
     * @param skipped unreadable or empty ones, with the cause
     * @param classes by label
     */
    public record Data(
            String origin,
            @JsonProperty("listing-sha256") String listing,
            int recordings,
            long heldOut,
            Map<String, String> skipped,
            Map<String, List<String>> classes) {}

    /**
     * Reads it back.
     *
     * @throws IllegalArgumentException where the file is not there, or holds something else
     */
    public static RunProvenance read(Path file) {
        try {
            return JSON.readValue(file.toFile(), RunProvenance.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read (%s); allowed: what a run of this version wrote"
                            .formatted(file, e.getOriginalMessage()),
                    e);
        }
    }

    /** Writes it as JSON. */
    public void write(Path file) {
        JSON.writeValue(file, this);
    }
}

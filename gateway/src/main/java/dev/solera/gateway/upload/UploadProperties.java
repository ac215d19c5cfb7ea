package dev.solera.gateway.upload;

import dev.solera.definition.InvalidDefinitionException;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What files clients may send, {@code solera.gateway.upload.*}.
 *
 * @param largest most bytes of a request with a file
 * @param inFlight most bytes of all files that are there at the same time
 * @param patience how long a file may take to arrive, and how long it waits for others to be read
 * @param atOnce files that are read at the same time
 * @param longest most sound of a file
 * @param memory that reading pictures may take
 * @param folder that files are kept in until they are answered, in one of its own for each gateway; empty for that of temporary files
 */
@ConfigurationProperties("solera.gateway.upload")
public record UploadProperties(
        @DefaultValue("16MB") DataSize largest,
        @DefaultValue("32MB") DataSize inFlight,
        @DefaultValue("30s") Duration patience,
        @DefaultValue("2") int atOnce,
        @DefaultValue("10m") Duration longest,
        @DefaultValue("64MB") DataSize memory,
        @DefaultValue("") String folder) {

    static final String PREFIX = "solera.gateway.upload.";

    private static final Duration LONGEST = Duration.ofHours(24);

    public UploadProperties {
        require(largest.toBytes() >= 1, "largest", largest, "1B or more");
        require(inFlight.compareTo(largest) >= 0, "in-flight", inFlight, "at least largest, which is " + largest);
        require(patience.toMillis() >= 1, "patience", patience, "1ms or more");
        require(atOnce >= 1 && atOnce <= 256, "at-once", atOnce, "1 to 256");
        require(longest.toSeconds() >= 1 && longest.compareTo(LONGEST) <= 0, "longest", longest, "1s to 24h");
        require(memory.toMegabytes() >= 1, "memory", memory, "1MB or more");
    }

    /** Where files are kept. */
    Path keptIn() {
        return Path.of(folder.isEmpty() ? System.getProperty("java.io.tmpdir") : folder);
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        InvalidDefinitionException.require(holds, PREFIX + key, value, allowed);
    }
}

package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a topic is fed from: {@code solera.ingest.stream.*}.
 *
 * @param kafka settings of the connection as Kafka calls them, dashes like dots; with {@code bootstrap-servers} nothing of the
 *     pipeline's own connection is used
 * @param from where a run begins: {@code earliest}, {@code latest}, or a time such as {@code 2026-01-31T12:00:00Z}
 * @param until {@code end} for what is in the topic when the run begins; empty for all that comes
 * @param values {@code files}, told by their content, or such as {@code base64}; {@code float32} or {@code int16}, little-endian frames of
 *     the input's channels, or such as {@code text}
 * @param shuffle samples among which the next one is drawn; 1 for the order of the topic
 * @param classes of every label that is probed, in the order of their numbers
 */
public record StreamSettings(
        Map<String, String> kafka,
        @DefaultValue(StreamSettings.EARLIEST) String from,
        @DefaultValue("") String until,
        @DefaultValue("files") String values,
        @DefaultValue("256") int shuffle,
        Map<String, List<String>> classes) {

    /** What a source begins with that is a topic. */
    public static final String SCHEME = "kafka:";

    static final String EARLIEST = "earliest";
    static final String LATEST = "latest";
    private static final String END = "end";

    public StreamSettings {
        Map<String, String> dotted = new TreeMap<>();
        Optional.ofNullable(kafka).orElse(Map.of()).forEach((key, value) -> dotted.put(key.replace('-', '.'), value));
        kafka = Collections.unmodifiableMap(dotted);
        classes = Collections.unmodifiableMap(
                new TreeMap<>(Optional.ofNullable(classes).orElse(Map.of())));
        if (shuffle < 1) {
            throw refused("shuffle", shuffle, "1 or more samples");
        }
        if (!until.isBlank() && !until.equals(END)) {
            throw refused("until", until, END + ", or nothing");
        }
        ValueForm.parse(values);
        if (!from.equals(EARLIEST) && !from.equals(LATEST)) {
            time(from);
        }
    }

    /** Whether a source is a topic. */
    public static boolean isTopic(String source) {
        return source.startsWith(SCHEME);
    }

    /** Whether the run ends with what was in the topic when it began. */
    boolean isFinite() {
        return !until.isBlank();
    }

    ValueForm form() {
        return ValueForm.parse(values);
    }

    /** Where the run begins, if that is a time. */
    Optional<Instant> time() {
        return from.equals(EARLIEST) || from.equals(LATEST) ? Optional.empty() : Optional.of(time(from));
    }

    private static Instant time(String from) {
        try {
            return Instant.parse(from);
        } catch (DateTimeException e) {
            throw refused("from", from, "earliest, latest, or a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static InvalidSourceException refused(String key, Object value, String allowed) {
        return new InvalidSourceException("solera.ingest.stream.%s is %s; allowed: %s".formatted(key, value, allowed));
    }
}

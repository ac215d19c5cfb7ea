package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.time.DateTimeException;
import java.time.Duration;
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
 * @param join {@code key} where the signals of a key are joined; empty where every record is a recording
 * @param joinGap see {@link JoinSettings#gap}
 * @param joinKeys see {@link JoinSettings#keys}
 * @param classes of every label that is probed, in the order of their numbers
 */
public record StreamSettings(
        Map<String, String> kafka,
        @DefaultValue(StreamSettings.EARLIEST) String from,
        @DefaultValue("") String until,
        @DefaultValue("files") String values,
        @DefaultValue("256") int shuffle,
        @DefaultValue("") String join,
        @DefaultValue("5s") Duration joinGap,
        @DefaultValue("" + JoinSettings.MOST_KEYS) int joinKeys,
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
        requireJoinable(values, join, joinGap, joinKeys);
        if (!from.equals(EARLIEST) && !from.equals(LATEST)) {
            time(from);
        }
    }

    private static void requireJoinable(String values, String join, Duration gap, int keys) {
        if (!join.isBlank() && !join.equals(JoinSettings.KEY)) {
            throw refused("join", join, JoinSettings.KEY + ", or nothing");
        }
        if (!join.isBlank() && ValueForm.parse(values).isFile()) {
            throw refused("join", join, "with values float32, int16 or text, as files are recordings by themselves");
        }
        if (gap.isNegative() || gap.isZero()) {
            throw refused("join-gap", gap, "more than 0s");
        }
        if (keys < 1 || keys > JoinSettings.MOST_KEYS) {
            throw refused("join-keys", keys, "1 to " + JoinSettings.MOST_KEYS);
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

    /** How signals are joined, where they are. */
    Optional<JoinSettings> joining() {
        return join.isBlank() ? Optional.empty() : Optional.of(new JoinSettings(joinGap, joinKeys));
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

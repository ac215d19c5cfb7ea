package dev.solera.stream;

import dev.solera.activation.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The names of the headers of records with activations or parameters, and their form: UTF-8 text, numbers in decimal. */
public final class StreamHeaders {

    public static final String RUN = "solera-run";
    public static final String IDENTITY = "solera-identity";
    public static final String FORMAT = "solera-format";
    public static final String KIND = "solera-kind";
    public static final String FIRST_SEQUENCE = "solera-first-sequence";
    public static final String LAST_SEQUENCE = "solera-last-sequence";
    public static final String PRODUCER_STEP = "solera-producer-step";
    /** Where ingest stands in a topic that it feeds from; on {@code activations.0} alone. */
    public static final String SOURCE_POSITION = "solera-source-position";

    public static final String SAMPLES = "solera-samples";
    public static final String CHUNK = "solera-chunk";
    public static final String CHUNKS = "solera-chunks";
    public static final String SHA_256 = "solera-sha-256";
    public static final String CONTENT_TYPE = "content-type";

    /** The only value of {@link #FORMAT} so far. */
    public static final String FORMAT_1 = "1";
    /** The value of {@link #CONTENT_TYPE}. */
    public static final String SAFETENSORS = "application/vnd.safetensors";

    private StreamHeaders() {}

    /** The run that a record is of, where it says so. */
    public static Optional<String> run(Headers headers) {
        return Optional.ofNullable(headers.lastHeader(RUN)).map(StreamHeaders::text);
    }

    /** What the record's pipeline learns ({@link dev.solera.pipeline.Identity}), where it says so. */
    public static Optional<String> identity(Headers headers) {
        return Optional.ofNullable(headers.lastHeader(IDENTITY)).map(StreamHeaders::text);
    }

    /** Where ingest stood behind the record's samples, where they come from a topic. */
    public static Optional<String> sourcePosition(Headers headers) {
        return Optional.ofNullable(headers.lastHeader(SOURCE_POSITION)).map(StreamHeaders::text);
    }

    /** Sets a header, in place of one of that name. */
    public static void put(Headers headers, String name, Object value) {
        headers.remove(name).add(name, value.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** @throws MalformedRecordException where there is none */
    public static String get(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            throw MalformedRecordException.of("header " + name, "missing", "a text");
        }
        return text(header);
    }

    /** @throws MalformedRecordException where there is none, or it is no number from 0 */
    public static long getLong(Headers headers, String name) {
        String text = get(headers, name);
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new MalformedRecordException("header %s is %s; allowed: a number from 0".formatted(name, text), e);
        }
        throw MalformedRecordException.of("header " + name, text, "a number from 0");
    }

    private static String text(Header header) {
        return header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }
}

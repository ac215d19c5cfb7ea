package dev.solera.stream;

import com.fasterxml.jackson.annotation.Nulls;
import dev.solera.activation.MalformedRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The form of telemetry events on their topic: JSON. Numbers that are not finite travel as the texts {@code NaN},
 * {@code Infinity}, {@code -Infinity}. Unknown properties and event types of newer versions are ignored; a
 * text, list or mapping that is missing is not.
 */
public final class TelemetryCodec {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_INVALID_SUBTYPE)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .changeDefaultNullHandling(nulls -> nulls.withContentNulls(Nulls.FAIL))
            .build();

    private TelemetryCodec() {}

    /** An event as it is published: on the topic that keeps the newest of every key where it has one, else as telemetry. */
    public static ProducerRecord<byte[], byte[]> record(Topics topics, TelemetryEvent event) {
        String topic = event.key().isPresent() ? topics.positions() : topics.telemetry();
        byte[] key =
                event.key().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
        return new ProducerRecord<>(topic, 0, key, encode(event));
    }

    /** An event as UTF-8 JSON. */
    public static byte[] encode(TelemetryEvent event) {
        return JSON.writerFor(TelemetryEvent.class).writeValueAsBytes(event);
    }

    /**
     * @return the event; empty where it has no type that is known here
     * @throws MalformedRecordException where it is no JSON of an event
     */
    public static Optional<TelemetryEvent> decode(byte[] json) {
        if (json.length == 0) {
            throw MalformedRecordException.of("telemetry event", "empty", "JSON");
        }
        try {
            return Optional.ofNullable(JSON.readValue(json, TelemetryEvent.class));
        } catch (JacksonException e) {
            throw new MalformedRecordException("telemetry event cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}

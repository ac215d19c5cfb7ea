package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.label.Candidate;
import dev.solera.ingest.label.HeldOutChoice;
import dev.solera.ingest.label.HeldOutRule;
import dev.solera.ingest.label.LabelColumns;
import dev.solera.ingest.label.Labelling;
import dev.solera.media.UnreadableRecordingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is known of a record beside its value. Every header is a value of its own name, one that holds a JSON object a value of
 * every field, and {@code key} is the record's key; or values come from an expression over all of that.
 */
final class RecordDescription {

    /** The way to take every header as it is. */
    static final String HEADERS = "headers";

    /** The header that says what a record's value is. */
    static final String VALUES = "solera-values";

    private static final String KEY = "key";
    private static final Set<String> OF_FOLDERS = Set.of("folder", "librispeech", "kaldi");
    private static final JsonMapper JSON = JsonMapper.shared();

    private final boolean headers;
    private final Labelling expression;
    private final Predicate<Candidate> heldOut;

    /**
     * @param labels {@code headers}, {@code none}, or a regular expression with named groups that is looked for in the text of a
     *     record: its key, then a line {@code name: value} a header
     * @param heldOut a rule that can be told of a record by itself
     * @throws InvalidSourceException where they are something else
     */
    RecordDescription(String labels, String heldOut) {
        if (OF_FOLDERS.contains(labels) || labels.startsWith("kaldi:") || labels.startsWith(Labelling.TABLE)) {
            throw new InvalidSourceException(
                    "labels is %s with a source that is a topic; allowed: headers, none, or a regular expression with named groups"
                            .formatted(labels));
        }
        this.headers = labels.isBlank() || labels.equals(HEADERS);
        this.expression = headers
                ? Labelling.NONE
                : Labelling.parse(labels, Path.of(""), LabelColumns.NONE, Set.of(), () -> {
                    throw new IllegalStateException("no files are named here");
                });
        HeldOutRule rule = HeldOutChoice.parse(heldOut).rule();
        this.heldOut = rule.ofOne()
                .orElseThrow(() -> new InvalidSourceException(
                        "held-out is %s with a source that is a topic; allowed: none, hash:FRACTION, hash:FRACTION:GROUP, or a condition on a group, which are known of a record by itself"
                                .formatted(heldOut)));
    }

    /** Values by group. */
    Map<String, String> values(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> values = new LinkedHashMap<>();
        if (headers) {
            if (record.key() != null) {
                values.put(KEY, text(record.key()));
            }
            for (Header header : record.headers()) {
                values.putAll(values(header));
            }
        } else {
            values.putAll(expression.valuesOf(described(record)));
        }
        return values;
    }

    private static Map<String, String> values(Header header) {
        String text = text(header.value());
        if (text.startsWith("{")) {
            try {
                JsonNode tree = JSON.readTree(text);
                Map<String, String> values = new LinkedHashMap<>();
                tree.properties().forEach(field -> {
                    if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                        values.put(field.getKey(), field.getValue().asString());
                    }
                });
                return values;
            } catch (JacksonException e) {
                return Map.of(header.key(), text); // a text that begins like one
            }
        }
        return text.isEmpty() ? Map.of() : Map.of(header.key(), text);
    }

    /**
     * The form of a record's value, where a header says it.
     *
     * @throws UnreadableRecordingException where it says something else
     */
    Optional<ValueForm> form(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordingException {
        Header header = record.headers().lastHeader(VALUES);
        if (header == null) {
            return Optional.empty();
        }
        Optional<ValueForm> form = ValueForm.find(text(header.value()));
        if (form.isEmpty()) {
            throw new UnreadableRecordingException(
                    "has header %s %s; allowed: %s".formatted(VALUES, text(header.value()), ValueForm.allowed()));
        }
        return form;
    }

    private static String described(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder text = new StringBuilder(text(record.key()));
        for (Header header : record.headers()) {
            text.append('\n').append(header.key()).append(": ").append(text(header.value()));
        }
        return text.toString();
    }

    /**
     * Whether a record is kept from training.
     *
     * @param name of the recording that it is of, where only that counts
     */
    boolean holdsOut(String name, ConsumerRecord<byte[], byte[]> record, Map<String, String> values) {
        return heldOut.test(new Candidate(name, name, values, 1, record.serializedValueSize()));
    }

    /** What a record is called where it becomes a recording. */
    static String name(ConsumerRecord<byte[], byte[]> record) {
        return name(record.topic(), record.partition(), record.offset());
    }

    /** What a recording is called that begins with a record. */
    static String name(String topic, int partition, long offset) {
        return "%s/%d/%d".formatted(topic, partition, offset);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}

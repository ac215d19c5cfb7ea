package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.plan.PassingSamples;
import dev.solera.ingest.plan.PlannedSample;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How records become recordings.
 *
 * @param <T> a recording
 */
final class RecordReading<T> {

    private final RecordMedium<T> medium;
    private final ValueForm form;
    private final RecordDescription description;
    private final LabelSchema labels;
    private final Function<Map<String, String>, Map<String, Integer>> numbering;

    /** @param form of values whose headers say nothing */
    RecordReading(RecordMedium<T> medium, ValueForm form, RecordDescription description, LabelSchema labels) {
        this.medium = medium;
        this.form = form;
        this.description = description;
        this.labels = labels;
        this.numbering = labels.numbering();
    }

    /**
     * What is known of a record beside its content.
     *
     * @param values by group
     * @param labels class numbers by label
     */
    record Described(ConsumerRecord<byte[], byte[]> record, Map<String, String> values, Map<String, Integer> labels) {}

    /**
     * A recording with what is known of it.
     *
     * @param <T> what it is made of
     */
    record Read<T>(
            int partition,
            long offset,
            String name,
            boolean heldOut,
            Map<String, Integer> labels,
            int samples,
            T recording) {}

    /**
     * What the evaluation pass has of a recording.
     *
     * @param contents by the recording's index
     */
    List<PlannedSample> evaluation(PipelineDefinition definition, Recording recording, Map<Integer, T> contents) {
        Listing listing = new Listing("", List.of(recording), labels, "");
        return PassingSamples.evaluation(definition, medium.corpus(listing, contents));
    }

    /** @throws UnreadableRecordingException where no recording can be made of a record */
    Read<T> read(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordingException {
        T recording = content(record, description.form(record).orElse(form));
        Described described = describe(record);
        String name = RecordDescription.name(record);
        return new Read<>(
                record.partition(),
                record.offset(),
                name,
                holdsOut(name, described),
                described.labels(),
                medium.samples(recording),
                recording);
    }

    /**
     * What a record has of a recording that others are joined to.
     *
     * @throws UnreadableRecordingException where it has nothing
     */
    T frames(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordingException {
        ValueForm own = description.form(record).orElse(form);
        if (own.isFile()) {
            throw new UnreadableRecordingException("is a file; allowed: frames, which can be joined");
        }
        return content(record, own);
    }

    private T content(ConsumerRecord<byte[], byte[]> record, ValueForm own) throws UnreadableRecordingException {
        if (record.value() == null) {
            throw new UnreadableRecordingException("has no value");
        }
        return medium.read(record.value(), own);
    }

    /** What is known of a record beside its content. */
    Described describe(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> values = description.values(record);
        return new Described(record, values, numbering.apply(values));
    }

    /**
     * See {@link RecordDescription#holdsOut}.
     *
     * @throws UnreadableRecordingException where the rule cannot be asked of a record: a single one does not end the run
     */
    boolean holdsOut(String name, Described described) throws UnreadableRecordingException {
        try {
            return description.holdsOut(name, described.record(), described.values());
        } catch (InvalidSourceException e) {
            throw new UnreadableRecordingException(
                    "has no number where held-out compares with one; allowed: a number, or none at all");
        }
    }

    RecordMedium<T> medium() {
        return medium;
    }

    LabelSchema schema() {
        return labels;
    }
}

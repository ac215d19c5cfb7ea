package dev.solera.ingest.stream;

import dev.solera.ingest.stream.RecordReading.Read;
import dev.solera.media.UnreadableRecordingException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What makes recordings of a topic's records, partition by partition in the order of their offsets. What it makes depends on nothing
 * else, nor on how records of several partitions come between each other.
 *
 * @param <T> a recording
 */
sealed interface Assembly<T> permits SingleRecords, JoinedRecords {

    /**
     * Takes the next record.
     *
     * @param made takes what is a recording now, or a part of one that nothing more comes to
     * @throws UnreadableRecordingException where nothing can be made of it
     */
    void add(ConsumerRecord<byte[], byte[]> record, Consumer<Read<T>> made) throws UnreadableRecordingException;

    /**
     * Says where the first records are gone, before any is taken: what is met there first may have begun in one of them, so that
     * nobody knows whether it was held out, and nothing is made of it.
     *
     * @param partitions with such a beginning
     */
    void beginBehindDeleted(Set<Integer> partitions);

    /** Nothing comes any more. */
    void end(Consumer<Read<T>> made);

    /** Recordings to which something may come, and which have begun in records that were taken. */
    List<OpenRecording> open();

    /**
     * Begins anew with recordings that were open.
     *
     * @return what takes the records in which they are again, from the first one of any on
     */
    Restoring restore(List<OpenRecording> wanted);

    /** Recordings that were closed only because too many were open. */
    long crowdedOut();

    /** Takes records once more, of which open recordings are made again. */
    interface Restoring {

        /** Takes the next record; most of them are of no interest. */
        void add(ConsumerRecord<byte[], byte[]> record);

        /** Recordings that were not met: their records are gone. */
        List<OpenRecording> missing();
    }
}

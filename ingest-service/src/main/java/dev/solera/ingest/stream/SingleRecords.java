package dev.solera.ingest.stream;

import dev.solera.ingest.stream.RecordReading.Read;
import dev.solera.media.UnreadableRecordingException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The way to take every record as a recording of its own. */
record SingleRecords<T>(RecordReading<T> reading) implements Assembly<T> {

    @Override
    public void add(ConsumerRecord<byte[], byte[]> record, Consumer<Read<T>> made) throws UnreadableRecordingException {
        made.accept(reading.read(record));
    }

    @Override
    public void beginBehindDeleted(Set<Integer> partitions) {}

    @Override
    public void end(Consumer<Read<T>> made) {}

    @Override
    public List<OpenRecording> open() {
        return List.of();
    }

    @Override
    public Restoring restore(List<OpenRecording> wanted) {
        return new Restoring() {
            @Override
            public void add(ConsumerRecord<byte[], byte[]> record) {}

            @Override
            public List<OpenRecording> missing() {
                return wanted;
            }
        };
    }

    @Override
    public long crowdedOut() {
        return 0;
    }
}

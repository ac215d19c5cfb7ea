package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.stream.RecordReading.Described;
import dev.solera.ingest.stream.RecordReading.Read;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.pipeline.AudioInput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The way to join signals by key: the records of one key in one partition are one recording, which is cut into windows over their
 * borders, each a recording to whoever is fed. A gap in time, a marker, another label, another say on what is held out, or a record
 * that cannot be read ends it. So does that a partition has too many of them, or that the key was not seen for long; the rest of
 * it is then what the end of every recording is.
 */
final class JoinedRecords implements Assembly<Clip> {

    /** The header of a record that begins a recording. */
    static final String BEGIN = "solera-begin";

    private final RecordReading<Clip> reading;
    private final AudioInput input;
    private final JoinSettings settings;
    private final int share;
    /** By partition, then by key, the least recently seen first. */
    private final Map<Integer, LinkedHashMap<ByteBuffer, OpenSignal>> signals = new TreeMap<>();

    private Set<Integer> cut = Set.of();
    private long crowdedOut;

    /** @param partitions of the topic */
    JoinedRecords(RecordReading<Clip> reading, AudioInput input, JoinSettings settings, int partitions) {
        this.reading = reading;
        this.input = input;
        this.settings = settings;
        this.share = settings.share(partitions);
    }

    @Override
    public void add(ConsumerRecord<byte[], byte[]> record, Consumer<Read<Clip>> made)
            throws UnreadableRecordingException {
        LinkedHashMap<ByteBuffer, OpenSignal> open = of(record.partition());
        closeUnseen(open, record.offset(), made);
        if (record.key() == null) {
            throw new UnreadableRecordingException(
                    "has no key; allowed: a key, as solera.ingest.stream.join is %s".formatted(JoinSettings.KEY));
        }
        ByteBuffer key = ByteBuffer.wrap(record.key());
        Optional<OpenSignal> before = Optional.ofNullable(open.remove(key));
        Clip clip;
        OpenSignal signal;
        try {
            clip = reading.frames(record);
            signal = goesOnOrBegins(before, record, clip);
        } catch (UnreadableRecordingException e) {
            before.ifPresent(ended -> ended.close(record.offset(), made));
            throw e;
        }
        before.filter(ended -> ended != signal).ifPresent(ended -> ended.close(record.offset(), made));
        signal.append(record, clip, 0, made);
        open.put(key, signal);
        if (open.size() > share) {
            crowdOut(open, record.offset(), made);
        }
    }

    @Override
    public void beginBehindDeleted(Set<Integer> partitions) {
        cut = Set.copyOf(partitions);
    }

    /** Whether a recording of which nothing is known yet begins with a record for sure. */
    private boolean isWhole(ConsumerRecord<byte[], byte[]> record) {
        return !cut.contains(record.partition()) || record.headers().lastHeader(BEGIN) != null;
    }

    private LinkedHashMap<ByteBuffer, OpenSignal> of(int partition) {
        return signals.computeIfAbsent(partition, any -> new LinkedHashMap<>());
    }

    private void closeUnseen(LinkedHashMap<ByteBuffer, OpenSignal> open, long offset, Consumer<Read<Clip>> made) {
        while (!open.isEmpty() && open.values().iterator().next().seen() < offset - settings.reach(share)) {
            crowdOut(open, offset, made);
        }
    }

    private void crowdOut(LinkedHashMap<ByteBuffer, OpenSignal> open, long offset, Consumer<Read<Clip>> made) {
        Iterator<OpenSignal> oldest = open.values().iterator();
        oldest.next().close(offset, made);
        oldest.remove();
        crowdedOut++;
    }

    private OpenSignal goesOnOrBegins(Optional<OpenSignal> before, ConsumerRecord<byte[], byte[]> record, Clip clip)
            throws UnreadableRecordingException {
        Described described = reading.describe(record);
        if (before.isPresent() && continues(before.get(), described, clip)) {
            return before.get();
        }
        return begin(described, record.offset(), 0, before.isPresent() || isWhole(record));
    }

    private boolean continues(OpenSignal signal, Described described, Clip clip) throws UnreadableRecordingException {
        ConsumerRecord<byte[], byte[]> record = described.record();
        return record.headers().lastHeader(BEGIN) == null
                && !settings.isGap(signal.time(), record.timestamp(), millis(Math.max(signal.frames(), clip.length())))
                && described.labels().equals(signal.labels())
                && reading.holdsOut(signal.name(), described) == signal.heldOut();
    }

    private long millis(long frames) {
        return frames * 1000 / input.sampleRate();
    }

    private OpenSignal begin(Described described, long first, long given, boolean whole)
            throws UnreadableRecordingException {
        ConsumerRecord<byte[], byte[]> record = described.record();
        String name = RecordDescription.name(record.topic(), record.partition(), first);
        return new OpenSignal(
                input,
                new OpenSignal.Origin(
                        record.partition(), first, name, reading.holdsOut(name, described), described.labels(), whole),
                given);
    }

    @Override
    public void end(Consumer<Read<Clip>> made) {
        signals.values().forEach(open -> open.values().forEach(signal -> signal.close(Long.MAX_VALUE, made)));
        signals.clear();
    }

    @Override
    public List<OpenRecording> open() {
        return signals.values().stream()
                .flatMap(open -> open.values().stream())
                .map(OpenSignal::recording)
                .toList();
    }

    @Override
    public long crowdedOut() {
        return crowdedOut;
    }

    @Override
    public Restoring restore(List<OpenRecording> wanted) {
        signals.clear();
        return new Again(new ArrayList<>(wanted));
    }

    /** All records of an open recording behind the one in which its rest begins belong to it. */
    private final class Again implements Restoring {

        private final List<OpenRecording> missing;

        Again(List<OpenRecording> missing) {
            this.missing = missing;
        }

        @Override
        public void add(ConsumerRecord<byte[], byte[]> record) {
            Optional<OpenRecording> begins = missing.stream()
                    .filter(one -> one.partition() == record.partition() && one.from() == record.offset())
                    .findFirst();
            Map<ByteBuffer, OpenSignal> open = of(record.partition());
            if (record.key() == null || begins.isEmpty() && !open.containsKey(ByteBuffer.wrap(record.key()))) {
                return;
            }
            ByteBuffer key = ByteBuffer.wrap(record.key());
            try {
                OpenSignal signal = begins.isPresent()
                        ? begin(
                                reading.describe(record),
                                begins.get().first(),
                                begins.get().given(),
                                true)
                        : open.remove(key);
                int skip = begins.map(OpenRecording::skip).orElse(0);
                signal.append(record, reading.frames(record), skip, made -> {
                    throw new IllegalStateException("what is open is less than a window");
                });
                open.put(key, signal);
                begins.ifPresent(missing::remove);
            } catch (UnreadableRecordingException e) {
                throw new IllegalStateException("a record that was joined can be read", e);
            }
        }

        @Override
        public List<OpenRecording> missing() {
            return List.copyOf(missing);
        }
    }
}

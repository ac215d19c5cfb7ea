package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.stream.RecordReading.Read;
import dev.solera.pipeline.AudioInput;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A recording that records are joined to, with the frames of it that no window was cut from yet. */
final class OpenSignal {

    private final AudioInput input;
    private final Origin origin;
    /** {@code [channels, window]}, of which so many frames are there. */
    private final float[] rest;

    private int filled;
    private long given;
    private long from;
    private int skip;
    private long seen;
    private long time;
    private int frames;

    /**
     * What is known of a recording since it began.
     *
     * @param first offset of the record that it begins with
     * @param whole whether it begins there for sure; nothing is made of one that does not
     */
    record Origin(
            int partition, long first, String name, boolean heldOut, Map<String, Integer> labels, boolean whole) {}

    /** @param given windows that were cut from it */
    OpenSignal(AudioInput input, Origin origin, long given) {
        this.input = input;
        this.origin = origin;
        this.given = given;
        this.rest = new float[input.channels() * input.window()];
    }

    /**
     * Takes a record's frames behind the first {@code skipped}.
     *
     * @param made takes every window that is full
     */
    void append(ConsumerRecord<byte[], byte[]> record, Clip clip, int skipped, Consumer<Read<Clip>> made) {
        seen = record.offset();
        time = record.timestamp();
        frames = clip.length();
        int at = skipped;
        startAt(at);
        while (at < clip.length()) {
            int count = Math.min(input.window() - filled, clip.length() - at);
            for (int c = 0; c < input.channels(); c++) {
                System.arraycopy(clip.samples(), c * clip.length() + at, rest, c * input.window() + filled, count);
            }
            filled += count;
            at += count;
            if (filled == input.window()) {
                give(record.offset(), made);
            }
            startAt(at);
        }
    }

    /** What is open begins with the next frame where nothing is open yet. */
    private void startAt(int frame) {
        if (filled == 0) {
            from = seen;
            skip = frame;
        }
    }

    /**
     * Nothing comes to it any more: of what is left a sample is made where that is made of the end of any recording.
     *
     * @param offset of the record that ended it
     */
    void close(long offset, Consumer<Read<Clip>> made) {
        if (input.windows(given * input.window() + filled) > given) {
            give(offset, made);
        }
    }

    private void give(long offset, Consumer<Read<Clip>> made) {
        if (origin.whole()) {
            made.accept(window(offset));
        }
        given++;
        filled = 0;
    }

    private Read<Clip> window(long offset) {
        float[] samples = new float[input.channels() * filled];
        for (int c = 0; c < input.channels(); c++) {
            System.arraycopy(rest, c * input.window(), samples, c * filled, filled);
        }
        return new Read<>(
                origin.partition(),
                offset,
                "%s+%d".formatted(origin.name(), given),
                origin.heldOut(),
                origin.labels(),
                1,
                new Clip(samples, input.channels(), Map.of()));
    }

    OpenRecording recording() {
        return new OpenRecording(origin.partition(), origin.first(), from, skip, given);
    }

    String name() {
        return origin.name();
    }

    boolean heldOut() {
        return origin.heldOut();
    }

    Map<String, Integer> labels() {
        return origin.labels();
    }

    /** Offset of its last record. */
    long seen() {
        return seen;
    }

    /** Of its last record, in milliseconds. */
    long time() {
        return time;
    }

    /** Of its last record. */
    int frames() {
        return frames;
    }
}

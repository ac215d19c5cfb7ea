package dev.solera.ingest.stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;

/**
 * A recording to which more records may be joined: where the part of it begins that no sample was cut from yet.
 *
 * @param partition of the topic
 * @param first offset of the record that it begins with
 * @param from offset of the record in which what is open begins
 * @param skip frames of that record in front of it; all of them where nothing is open
 * @param given windows that were cut from it
 */
record OpenRecording(int partition, long first, long from, int skip, long given) {

    private static final String SEPARATOR = ":";

    /** @throws IllegalArgumentException where the text is no such thing */
    @JsonCreator
    static OpenRecording parse(String text) {
        long[] numbers =
                Arrays.stream(text.split(SEPARATOR)).mapToLong(Long::parseLong).toArray();
        if (numbers.length != 5) {
            throw new IllegalArgumentException("open recording is %s; allowed: five numbers".formatted(text));
        }
        return new OpenRecording((int) numbers[0], numbers[1], numbers[2], (int) numbers[3], numbers[4]);
    }

    /** Short, as every record of {@code activations.0} has all of them in a header. */
    @JsonValue
    String text() {
        return partition + SEPARATOR + first + SEPARATOR + from + SEPARATOR + skip + SEPARATOR + given;
    }
}

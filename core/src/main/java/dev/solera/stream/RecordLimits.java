package dev.solera.stream;

import dev.solera.activation.ActivationCodec;
import dev.solera.pipeline.PipelineDefinition;

/**
 * How large records of one stage can get, as it follows from its shape: the limits of topic, producer and consumer.
 *
 * @param valueBytes of the largest value
 * @param batchBytes of the largest record batch on the broker, should compression make it larger
 */
public record RecordLimits(int valueBytes, int batchBytes) {

    /** Labels of a sample, each of which may have 8 bytes a 10 ms frame. */
    public static final int MOST_LABELS = 16;

    /** Characters of a name that travels, such as a label's. */
    public static final int MOST_NAME_CHARACTERS = 100;

    /** Room for the document's header and the record's own headers. */
    private static final int HEADER_BYTES = 64 << 10;
    /** lz4 and zstd store what they cannot compress with less than 1 / 128 on top. */
    private static final int EXPANSION = 128;

    /**
     * @throws IllegalArgumentException where a single sample is too large for a Kafka record
     */
    public static RecordLimits of(PipelineDefinition definition, int depth) {
        long sample = ActivationCodec.of(definition, depth).bytesPerSample()
                + (long) MOST_LABELS * Long.BYTES * definition.input().labelSteps();
        long value = Math.max(definition.wire().recordBytes(), sample) + HEADER_BYTES;
        long batch = value + value / EXPANSION + HEADER_BYTES;
        if (batch > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    "a sample at depth %d has %d bytes; allowed: less than 1 GiB".formatted(depth, sample));
        }
        return new RecordLimits((int) value, (int) batch);
    }
}

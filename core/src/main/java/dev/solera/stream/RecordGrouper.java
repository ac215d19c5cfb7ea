package dev.solera.stream;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides which samples share a record: as many as fit the target size, never more than a consumer holds decoded, always at
 * least one. The order of the samples stays.
 *
 * @param sampleBytes of a sample's activations
 * @param targetBytes of a record's value
 * @param maxSamples of a record
 */
public record RecordGrouper(long sampleBytes, int targetBytes, int maxSamples) {

    /** Sequence, recording, valid and purpose. */
    private static final int FIXED_BYTES = 3 * Long.BYTES + 1;

    /** The grouping of the samples at a depth. */
    public static RecordGrouper of(PipelineDefinition definition, int depth) {
        return new RecordGrouper(
                ActivationCodec.of(definition, depth).bytesPerSample(),
                definition.wire().recordBytes(),
                definition.flow().inFlight());
    }

    /** Cuts samples of one partition, gapless and in order, into the samples of successive records. */
    public List<List<Sample>> group(List<Sample> samples) {
        List<List<Sample>> groups = new ArrayList<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < samples.size(); i++) {
            long more = bytes(samples.get(i));
            if (i > from && (bytes + more > targetBytes || i - from == maxSamples)) {
                groups.add(samples.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += more;
        }
        if (from < samples.size()) {
            groups.add(samples.subList(from, samples.size()));
        }
        return groups;
    }

    /** Bytes that a sample adds to a record's value. */
    public long bytes(Sample sample) {
        long labels = sample.labels().values().stream()
                .mapToLong(row -> (long) row.length * Long.BYTES)
                .sum();
        return sampleBytes + FIXED_BYTES + labels;
    }
}

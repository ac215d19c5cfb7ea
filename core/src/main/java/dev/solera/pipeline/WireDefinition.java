package dev.solera.pipeline;

import static dev.solera.definition.InvalidDefinitionException.require;

/**
 * How activations travel.
 *
 * @param precision of every stage's outputs; the input topic is always float32 (docs/decisions/0002-input-precision.md)
 * @param compression the producer's
 * @param recordBytes samples are grouped into one record up to about this size, bytes
 * @param partitions of every activation topic
 * @param segmentBytes size of the files that a broker keeps a topic in; it frees its disk a whole one at a time
 */
public record WireDefinition(
        Precision precision, Compression compression, Integer recordBytes, Integer partitions, Integer segmentBytes) {

    /** How a number travels. */
    public enum Precision {
        FLOAT32,
        /** The upper half of a float32, rounded to nearest even. */
        BFLOAT16,
        /** Symmetric 8 bit, one scale a sample and channel. */
        INT8
    }

    /** Kafka's compression types. */
    public enum Compression {
        NONE,
        LZ4,
        ZSTD,
        SNAPPY,
        GZIP
    }

    /** Partitions of a topic. */
    public static final int MOST_PARTITIONS = 1024;

    static final WireDefinition DEFAULT = new WireDefinition(null, null, null, null, null);

    public WireDefinition {
        precision = precision == null ? Precision.BFLOAT16 : precision;
        compression = compression == null ? Compression.NONE : compression;
        recordBytes = recordBytes == null ? 1 << 20 : recordBytes;
        partitions = partitions == null ? 1 : partitions;
        segmentBytes = segmentBytes == null ? 64 << 20 : segmentBytes;
        require(recordBytes >= 1024 && recordBytes <= 1 << 29, "record-bytes", recordBytes, "1024 to 536870912");
        require(partitions >= 1 && partitions <= MOST_PARTITIONS, "partitions", partitions, "1 to " + MOST_PARTITIONS);
        require(segmentBytes >= 1 << 20, "segment-bytes", segmentBytes, "1048576 or more");
    }
}

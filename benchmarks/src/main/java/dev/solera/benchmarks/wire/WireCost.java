package dev.solera.benchmarks.wire;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Compression;
import dev.solera.pipeline.WireDefinition.Precision;
import dev.solera.stream.RecordGrouper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression.Builder;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * What the samples of one depth cost in one precision and compression, as Kafka's own clients compress with their default levels.
 *
 * @param depth that the samples stand at
 * @param bytes of a sample on the wire
 * @param out megabytes of float32 activations a second that are encoded and compressed on one thread
 * @param in megabytes of float32 activations a second that are decompressed and decoded on one thread
 */
record WireCost(int depth, Precision precision, Compression compression, double bytes, double out, double in) {

    /** The fastest of so many counts: whatever else the machine does only slows one down. */
    private static final int TIMES = 5;

    private static final double MEGA = 1e6;

    /**
     * @param samples as they stand at the depth, in float32
     * @param recordBytes of a record's value, about
     */
    static WireCost of(int depth, List<Sample> samples, Precision precision, Compression compression, int recordBytes) {
        ActivationCodec codec = new ActivationCodec(samples.get(0).shape(), precision);
        List<List<Sample>> records =
                new RecordGrouper(codec.bytesPerSample(), recordBytes, samples.size()).group(samples);
        Builder<?> kafka = org.apache.kafka.common.compress.Compression.of(
                CompressionType.forName(PipelineDefinitions.word(compression)));
        long fastestOut = Long.MAX_VALUE;
        long fastestIn = Long.MAX_VALUE;
        long bytes = 0;
        for (int time = 0; time < TIMES; time++) {
            long start = System.nanoTime();
            List<ByteBuffer> sent = records.stream()
                    .map(record -> compressed(kafka, codec.encode(record)))
                    .toList();
            long between = System.nanoTime();
            sent.forEach(record -> codec.decode(decompressed(kafka, record)));
            long end = System.nanoTime();
            fastestOut = Math.min(fastestOut, between - start);
            fastestIn = Math.min(fastestIn, end - between);
            bytes = sent.stream().mapToLong(ByteBuffer::remaining).sum();
        }
        double raw = samples.size() * (double) samples.get(0).shape().size() * Float.BYTES;
        return new WireCost(
                depth,
                precision,
                compression,
                (double) bytes / samples.size(),
                rate(raw, fastestOut),
                rate(raw, fastestIn));
    }

    private static double rate(double bytes, long nanos) {
        return bytes / MEGA / (nanos * 1e-9);
    }

    private static ByteBuffer compressed(Builder<?> kafka, byte[] value) {
        try (ByteBufferOutputStream bytes = new ByteBufferOutputStream(value.length)) {
            try (OutputStream out = kafka.build().wrapForOutput(bytes, RecordBatch.CURRENT_MAGIC_VALUE)) {
                out.write(value);
            }
            return bytes.buffer().flip();
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
    }

    private static byte[] decompressed(Builder<?> kafka, ByteBuffer record) {
        try (var in = kafka.build()
                .wrapForInput(record.duplicate(), RecordBatch.CURRENT_MAGIC_VALUE, BufferSupplier.NO_CACHING)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be read", e);
        }
    }

    /** All precisions and compressions of samples at one depth. */
    static List<WireCost> all(int depth, List<Sample> samples, int recordBytes) {
        List<WireCost> costs = new ArrayList<>();
        for (Precision precision : WireSettings.PRECISIONS) {
            for (Compression compression : WireSettings.COMPRESSIONS) {
                costs.add(of(depth, samples, precision, compression, recordBytes));
            }
        }
        return costs;
    }
}

package dev.solera.activation;

import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.WireDefinition.Precision;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The form of a record's value: a safetensors document of whole samples of one stage. What a sample decodes to does not
 * depend on which samples it shares the record with.
 *
 * <p>Tensors: {@code activations} [n, axes of the shape], for int8 beside it {@code scale} [n, channels]; {@code sequence},
 * {@code recording}, {@code valid} [n]; {@code purpose} [n]; {@code label.NAME} [n] or [n, frames].
 *
 * @param shape of every sample
 * @param precision of the activations on the wire
 */
public record ActivationCodec(ActivationShape shape, Precision precision) {

    static final String SEQUENCE = "sequence";
    static final String PURPOSE = "purpose";
    static final String RECORDING = "recording";
    static final String VALID = "valid";

    /** The codec of the samples at a depth. */
    public static ActivationCodec of(PipelineDefinition definition, int depth) {
        return new ActivationCodec(definition.stages().get(depth).shape(), definition.precisionAt(depth));
    }

    /** Bytes of one sample's activations in a record's value. */
    public long bytesPerSample() {
        return values().bytesPerSample();
    }

    /**
     * @param samples one or more, of this shape, with the same label names and gapless sequences
     * @return the record's value
     * @throws IllegalArgumentException where they are not, or hold a value that {@link #decode} would refuse as it arrives
     */
    public byte[] encode(List<Sample> samples) {
        return encode(samples, byte[]::new);
    }

    /**
     * The same, in memory that the caller may use again.
     *
     * @param memory gets the length of the value, and returns an array of it, whatever that holds
     */
    public byte[] encode(List<Sample> samples, IntFunction<byte[]> memory) {
        requireUniform(samples);
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.add(SEQUENCE, longs(samples, Sample::sequence), samples.size());
        writer.add(RECORDING, longs(samples, Sample::recording), samples.size());
        writer.add(VALID, longs(samples, Sample::valid), samples.size());
        RecordLabels.encode(samples, writer);
        values().encode(samples, writer);
        writer.add(
                PURPOSE,
                DType.U8,
                List.of((long) samples.size()),
                out -> samples.forEach(sample -> out.put((byte) sample.purpose().ordinal())));
        return writer.toBytes(memory);
    }

    /**
     * @param value of a record
     * @throws MalformedRecordException where it is not a document of samples of this shape and precision, or holds a value
     *     that is not finite
     */
    public List<Sample> decode(byte[] value) {
        return decode(ByteBuffer.wrap(value));
    }

    /** @see #decode(byte[]) */
    public List<Sample> decode(ByteBuffer value) {
        return decode(value, () -> new float[shape.size()]);
    }

    /** @param arrays where values go, as long as the shape has them; what they held is overwritten */
    List<Sample> decode(ByteBuffer value, Supplier<float[]> arrays) {
        Safetensors document = Safetensors.parse(value);
        long[] sequences = document.tensor(SEQUENCE).longs();
        int n = sequences.length;
        requireGapless(sequences);
        WireValues.Arrived activations = values().decode(document, n);
        long[] recordings = perSample(document, RECORDING, n);
        long[] valid = perSample(document, VALID, n);
        Purpose[] purposes = purposes(document, n);
        RecordLabels labels = RecordLabels.decode(document, n);
        List<Sample> samples = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            int recording = RecordLabels.toInt(RECORDING, recordings[i], 0);
            float[] values = arrays.get();
            if (!activations.read(i, values)) {
                throw notFinite(sequences[i], values);
            }
            samples.add(new Sample(sequences[i], purposes[i], recording, valid[i], labels.of(i), shape, values));
        }
        return samples;
    }

    /**
     * The sample as it would arrive: what {@link #decode} makes of what {@link #encode} makes of it.
     *
     * @throws IllegalArgumentException where {@link #encode} would refuse it
     */
    public Sample travelled(Sample sample) {
        requireUniform(List.of(sample));
        values().requireRepresentable(sample);
        return sample.with(shape, WireRounding.round(precision, sample.values(), shape));
    }

    private WireValues values() {
        return new WireValues(shape, precision);
    }

    /** A single NaN would turn every parameter of the module that trains on it into NaN. */
    private static MalformedRecordException notFinite(long sequence, float[] values) {
        Float value = Magnitude.firstBeyond(Float.MAX_VALUE, values).orElseThrow();
        return MalformedRecordException.of(WireValues.ACTIVATIONS + " of sample " + sequence, value, "finite numbers");
    }

    private static Purpose[] purposes(Safetensors document, int n) {
        ByteBuffer codes = document.tensor(PURPOSE)
                .requireType(DType.U8)
                .requireShape(List.of((long) n))
                .data();
        Purpose[] all = Purpose.values();
        Purpose[] purposes = new Purpose[n];
        for (int i = 0; i < n; i++) {
            int code = Byte.toUnsignedInt(codes.get(i));
            if (code >= all.length) {
                throw MalformedRecordException.of(PURPOSE, code, "0 to " + (all.length - 1));
            }
            purposes[i] = all[code];
        }
        return purposes;
    }

    private static long[] perSample(Safetensors document, String name, int n) {
        long[] values = document.tensor(name).requireShape(List.of((long) n)).longs();
        for (long value : values) {
            if (value < 0) {
                throw MalformedRecordException.of(name, value, "0 or more");
            }
        }
        return values;
    }

    private static void requireGapless(long[] sequences) {
        if (sequences.length == 0) {
            throw MalformedRecordException.of(SEQUENCE, "empty", "one sample or more");
        }
        for (int i = 0; i < sequences.length; i++) {
            if (sequences[i] < 0 || sequences[i] == Long.MAX_VALUE || sequences[i] != sequences[0] + i) {
                throw MalformedRecordException.of(
                        SEQUENCE + "[" + i + "]", sequences[i], "one more than the one before, from 0 to 2^63 - 2");
            }
        }
    }

    private void requireUniform(List<Sample> samples) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("samples is empty; allowed: one or more");
        }
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            if (!sample.shape().equals(shape)) {
                throw new IllegalArgumentException("shape is %s; allowed: %s".formatted(sample.shape(), shape));
            }
            if (sample.sequence() != samples.get(0).sequence() + i) {
                throw new IllegalArgumentException("sequence is %d; allowed: %d, gapless within a record"
                        .formatted(sample.sequence(), samples.get(0).sequence() + i));
            }
        }
    }

    private static long[] longs(List<Sample> samples, ToLongFunction<Sample> field) {
        return samples.stream().mapToLong(field).toArray();
    }
}

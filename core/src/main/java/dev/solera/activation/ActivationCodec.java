package dev.solera.activation;

import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

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

    static final String ACTIVATIONS = "activations";
    static final String SCALE = "scale";
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
        long values = shape.size();
        return switch (precision) {
            case FLOAT32 -> values * DType.F32.bytes();
            case BFLOAT16 -> values * DType.BF16.bytes();
            case INT8 -> values * DType.I8.bytes() + (long) shape.channels() * DType.F32.bytes();
        };
    }

    /**
     * @param samples one or more, of this shape, with the same label names and gapless sequences
     * @return the record's value
     * @throws IllegalArgumentException where they are not, or hold a value that {@link #decode} would refuse as it arrives
     */
    public byte[] encode(List<Sample> samples) {
        requireUniform(samples);
        samples.forEach(this::requireRepresentable);
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.add(SEQUENCE, longs(samples, Sample::sequence), samples.size());
        writer.add(RECORDING, longs(samples, Sample::recording), samples.size());
        writer.add(VALID, longs(samples, Sample::valid), samples.size());
        RecordLabels.encode(samples, writer);
        addActivations(samples, writer);
        writer.add(
                PURPOSE,
                DType.U8,
                List.of((long) samples.size()),
                out -> samples.forEach(sample -> out.put((byte) sample.purpose().ordinal())));
        return writer.toBytes();
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
        ByteBuffer activations = activations(document, n);
        long[] recordings = perSample(document, RECORDING, n);
        long[] valid = perSample(document, VALID, n);
        Purpose[] purposes = purposes(document, n);
        RecordLabels labels = RecordLabels.decode(document, n);
        float[] scales = scales(document, n);
        List<Sample> samples = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            int recording = RecordLabels.toInt(RECORDING, recordings[i], 0);
            float[] values = arrays.get();
            read(activations, scales, i, values);
            requireFinite(sequences[i], values);
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
        requireRepresentable(sample);
        return sample.with(shape, WireRounding.round(precision, sample.values(), shape));
    }

    private void addActivations(List<Sample> samples, SafetensorsWriter writer) {
        List<Long> full = full(samples.size());
        switch (precision) {
            case FLOAT32 ->
                writer.add(ACTIVATIONS, DType.F32, full, out -> {
                    var floats = out.asFloatBuffer();
                    samples.forEach(sample -> floats.put(sample.values()));
                });
            case BFLOAT16 ->
                writer.add(
                        ACTIVATIONS, DType.BF16, full, out -> samples.forEach(s -> Bfloat16.encode(s.values(), out)));
            case INT8 -> {
                List<float[]> scales = samples.stream()
                        .map(s -> Int8.scales(s.values(), shape))
                        .toList();
                writer.add(SCALE, DType.F32, scaleShape(samples.size()), out -> {
                    var floats = out.asFloatBuffer();
                    scales.forEach(floats::put);
                });
                writer.add(ACTIVATIONS, DType.I8, full, out -> {
                    for (int i = 0; i < samples.size(); i++) {
                        Int8.encode(samples.get(i).values(), scales.get(i), shape, out);
                    }
                });
            }
        }
    }

    private ByteBuffer activations(Safetensors document, int n) {
        DType type = switch (precision) {
            case FLOAT32 -> DType.F32;
            case BFLOAT16 -> DType.BF16;
            case INT8 -> DType.I8;
        };
        return document.tensor(ACTIVATIONS)
                .requireType(type)
                .requireShape(full(n))
                .data();
    }

    private List<Long> full(int n) {
        return Stream.concat(Stream.of(n), shape.sizes().stream())
                .map(Integer::longValue)
                .toList();
    }

    /** One scale a sample and channel, wherever the channels' axis is. */
    private List<Long> scaleShape(int n) {
        return List.of((long) n, (long) shape.channels());
    }

    private float[] scales(Safetensors document, int n) {
        if (precision != Precision.INT8) {
            return new float[0];
        }
        float[] scales = document.tensor(SCALE).requireShape(scaleShape(n)).floats();
        for (float scale : scales) {
            if (!(scale >= 0 && scale < Float.POSITIVE_INFINITY)) {
                throw MalformedRecordException.of(SCALE, scale, "finite, from 0");
            }
        }
        return scales;
    }

    private void read(ByteBuffer activations, float[] scales, int sample, float[] values) {
        switch (precision) {
            case FLOAT32 -> activations.asFloatBuffer().get(sample * values.length, values);
            case BFLOAT16 -> Bfloat16.decode(activations, values);
            case INT8 -> Int8.decode(activations, scales, sample * shape.channels(), shape, values);
        }
    }

    /** A value too large for the precision would arrive as infinity; it is refused where it was made. */
    private void requireRepresentable(Sample sample) {
        float largest = switch (precision) {
            case FLOAT32 -> Float.MAX_VALUE;
            case BFLOAT16 -> Bfloat16.LARGEST;
            case INT8 -> Int8.LARGEST;
        };
        Magnitude.firstBeyond(largest, sample.values()).ifPresent(value -> {
            throw new IllegalArgumentException("activations of sample %d hold %s; allowed in %s: %s to %s"
                    .formatted(sample.sequence(), value, PipelineDefinitions.word(precision), -largest, largest));
        });
    }

    /** A single NaN would turn every parameter of the module that trains on it into NaN. */
    private static void requireFinite(long sequence, float[] values) {
        Magnitude.firstBeyond(Float.MAX_VALUE, values).ifPresent(value -> {
            throw MalformedRecordException.of(ACTIVATIONS + " of sample " + sequence, value, "finite numbers");
        });
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

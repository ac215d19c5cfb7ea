package dev.solera.activation;

import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * The activations of a record's samples in the precision that they travel in: tensor {@code activations} [n, axes of the shape],
 * for int8 beside it {@code scale} [n, channels].
 *
 * @param shape of every sample
 * @param precision on the wire
 */
record WireValues(ActivationShape shape, Precision precision) {

    static final String ACTIVATIONS = "activations";
    static final String SCALE = "scale";

    /** Bytes of one sample. */
    long bytesPerSample() {
        long values = shape.size();
        return switch (precision) {
            case FLOAT32 -> values * DType.F32.bytes();
            case BFLOAT16 -> values * DType.BF16.bytes();
            case INT8 -> values * DType.I8.bytes() + (long) shape.channels() * DType.F32.bytes();
        };
    }

    /**
     * A value too large for the precision would arrive as infinity; it is refused where it was made.
     *
     * @throws IllegalArgumentException where the sample holds one
     */
    void requireRepresentable(Sample sample) {
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

    /**
     * Adds the tensors to a document.
     *
     * @throws IllegalArgumentException here, or where the document is written, for a value that is not representable
     */
    void encode(List<Sample> samples, SafetensorsWriter writer) {
        List<Long> full = full(samples.size());
        switch (precision) {
            case FLOAT32 -> {
                samples.forEach(this::requireRepresentable);
                writer.add(ACTIVATIONS, DType.F32, full, out -> {
                    var floats = out.asFloatBuffer();
                    samples.forEach(sample -> floats.put(sample.values()));
                });
            }
            case BFLOAT16 ->
                writer.add(ACTIVATIONS, DType.BF16, full, out -> samples.forEach(sample -> narrow(sample, out)));
            case INT8 -> {
                samples.forEach(this::requireRepresentable);
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

    /** One pass over the values finds what is too large, and only the refusal looks for which it was. */
    private void narrow(Sample sample, ByteBuffer out) {
        if (!Bfloat16.encode(sample.values(), out)) {
            requireRepresentable(sample);
        }
    }

    /**
     * Those of a document with {@code n} samples.
     *
     * @throws MalformedRecordException where the tensors are not of this shape and precision
     */
    Arrived decode(Safetensors document, int n) {
        DType type = switch (precision) {
            case FLOAT32 -> DType.F32;
            case BFLOAT16 -> DType.BF16;
            case INT8 -> DType.I8;
        };
        ByteBuffer activations = document.tensor(ACTIVATIONS)
                .requireType(type)
                .requireShape(full(n))
                .data();
        return new Arrived(this, activations, scales(document, n));
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

    private List<Long> full(int n) {
        return Stream.concat(Stream.of(n), shape.sizes().stream())
                .map(Integer::longValue)
                .toList();
    }

    /** One scale a sample and channel, wherever the channels' axis is. */
    private List<Long> scaleShape(int n) {
        return List.of((long) n, (long) shape.channels());
    }

    /** What arrived, to be read sample by sample from the first. */
    record Arrived(WireValues form, ByteBuffer activations, float[] scales) {

        /**
         * Reads the values of a sample, the one behind that which was read last.
         *
         * @return whether all are finite
         */
        boolean read(int sample, float[] values) {
            switch (form.precision) {
                case FLOAT32 -> activations.asFloatBuffer().get(sample * values.length, values);
                case BFLOAT16 -> {
                    return Bfloat16.decode(activations, values);
                }
                case INT8 -> Int8.decode(activations, scales, sample * form.shape.channels(), form.shape, values);
            }
            return Magnitude.firstBeyond(Float.MAX_VALUE, values).isEmpty();
        }
    }
}

package dev.solera.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.WireDefinition.Precision;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationCodecTest {

    private static final int SEEDS = 40;

    static Stream<Arguments> precisionsAndSeeds() {
        return Stream.of(Precision.values())
                .flatMap(precision -> LongStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(precision, seed)));
    }

    private static ActivationCodec codec(SplittableRandom random, Precision precision) {
        return new ActivationCodec(ActivationShape.sequence(random.nextInt(1, 40), random.nextInt(1, 300)), precision);
    }

    private static List<Sample> draw(SplittableRandom random, ActivationCodec codec) {
        int count = random.nextInt(1, 9);
        return RandomSamples.draw(
                random,
                count,
                codec.shape().channels(),
                codec.shape().size(ActivationShape.TIME),
                random.nextLong(1L << 50));
    }

    @ParameterizedTest(name = "precision={0} seed={1}")
    @MethodSource("precisionsAndSeeds")
    void shouldGiveBackWhatTheWireRoundsWhenDecoded(Precision precision, long seed) {
        // given
        var random = new SplittableRandom(seed);
        ActivationCodec codec = codec(random, precision);
        List<Sample> samples = draw(random, codec);

        // when
        List<Sample> decoded = codec.decode(codec.encode(samples));

        // then
        assertThat(decoded).hasSameSizeAs(samples);
        for (int i = 0; i < samples.size(); i++) {
            requireSame(samples.get(i), decoded.get(i), precision);
        }
    }

    private static void requireSame(Sample sent, Sample got, Precision precision) {
        assertThat(got.values())
                .containsExactly(new ActivationCodec(sent.shape(), precision)
                        .travelled(sent)
                        .values());
        requireWithinError(sent, got, precision);
        assertThat(got.shape()).isEqualTo(sent.shape());
        assertThat(got.sequence()).isEqualTo(sent.sequence());
        assertThat(got.purpose()).isEqualTo(sent.purpose());
        assertThat(got.recording()).isEqualTo(sent.recording());
        assertThat(got.valid()).isEqualTo(sent.valid());
        assertThat(got.labels().keySet()).isEqualTo(sent.labels().keySet());
        sent.labels().forEach((name, row) -> assertThat(got.labels().get(name)).containsExactly(row));
    }

    /** bfloat16 has 8 significant bits; int8 half a 127th of the channel's largest magnitude. */
    private static void requireWithinError(Sample sent, Sample got, Precision precision) {
        int steps = sent.shape().size(ActivationShape.TIME);
        for (int c = 0; c < sent.shape().channels(); c++) {
            float largest = 0;
            for (int t = 0; t < steps; t++) {
                largest = Math.max(largest, Math.abs(sent.values()[c * steps + t]));
            }
            double excess = 0;
            for (int t = 0; t < steps; t++) {
                double x = sent.values()[c * steps + t];
                double error = Math.abs(got.values()[c * steps + t] - x);
                double allowed = switch (precision) {
                    case FLOAT32 -> 0;
                    case BFLOAT16 -> Math.abs(x) / 256;
                    case INT8 -> largest / 254.0 * 1.00001;
                };
                excess = Math.max(excess, error - allowed);
            }
            assertThat(excess)
                    .as("error beyond that of %s in channel %d", precision, c)
                    .isZero();
        }
    }

    @ParameterizedTest(name = "precision={0} seed={1}")
    @MethodSource("precisionsAndSeeds")
    void shouldDecodeTheSameWhenSamplesAreGroupedOtherwise(Precision precision, long seed) {
        // given
        var random = new SplittableRandom(seed);
        ActivationCodec codec = codec(random, precision);
        List<Sample> samples = draw(random, codec);
        int cut = random.nextInt(samples.size());

        // when
        List<Sample> together = codec.decode(codec.encode(samples));
        List<Sample> apart = new ArrayList<>();
        if (cut > 0) {
            apart.addAll(codec.decode(codec.encode(samples.subList(0, cut))));
        }
        apart.addAll(codec.decode(codec.encode(samples.subList(cut, samples.size()))));

        // then
        for (int i = 0; i < samples.size(); i++) {
            assertThat(apart.get(i).values()).containsExactly(together.get(i).values());
        }
    }

    @ParameterizedTest(name = "precision={0} seed={1}")
    @MethodSource("precisionsAndSeeds")
    void shouldDecodeWhenTheBufferIsMisaligned(Precision precision, long seed) {
        // given a record at an odd place of a larger buffer, of heap or native memory
        var random = new SplittableRandom(seed);
        ActivationCodec codec = codec(random, precision);
        List<Sample> samples = draw(random, codec);
        byte[] value = codec.encode(samples);
        int offset = random.nextInt(1, 8);
        int size = value.length + offset + random.nextInt(5);
        ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
        buffer.position(offset).put(value).flip().position(offset);

        // when
        List<Sample> decoded = codec.decode(buffer);

        // then
        for (int i = 0; i < samples.size(); i++) {
            requireSame(samples.get(i), decoded.get(i), precision);
        }
    }

    @ParameterizedTest(name = "precision={0} seed={1}")
    @MethodSource("precisionsAndSeeds")
    void shouldRefuseOrDecodeWhenBytesAreDamaged(Precision precision, long seed) {
        // given a record with some bytes changed, most of them in its header, or cut off
        var random = new SplittableRandom(seed);
        ActivationCodec codec = codec(random, precision);
        byte[] value = codec.encode(draw(random, codec));
        byte[] damaged = Arrays.copyOf(value, random.nextInt(3) == 0 ? random.nextInt(value.length) : value.length);
        for (int i = 0; i < 3 && damaged.length > 0; i++) {
            damaged[random.nextInt(Math.min(damaged.length, 700))] = (byte) random.nextInt();
        }

        // when
        Throwable failure = catchThrowable(() -> codec.decode(damaged));

        // then nothing but a refusal comes of it
        if (failure != null) {
            assertThat(failure).isInstanceOf(MalformedRecordException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldRefuseToEncodeWhatItWouldRefuseToDecode(Precision precision) {
        // given
        var codec = new ActivationCodec(ActivationShape.sequence(1, 3), precision);
        for (float value : new float[] {
            Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, Float.intBitsToFloat(0x7F800001)
        }) {
            // when, then
            assertThatThrownBy(() -> codec.encode(List.of(sample(1, value, 2))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("activations of sample 0 hold " + value)
                    .hasMessageContaining("; allowed in " + precision.name().toLowerCase(Locale.ROOT));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldEncodeTheSameIntoMemoryThatHeldAnotherRecord(Precision precision) {
        // given
        var codec = new ActivationCodec(ActivationShape.sequence(1, 9), precision);
        Sample sample = sample(0, 1, -2, 3, 0, 5, 6, 7, 8);
        byte[] expected = codec.encode(List.of(sample));
        byte[] memory = new byte[expected.length];
        Arrays.fill(memory, (byte) -1);

        // when
        byte[] encoded = codec.encode(List.of(sample), length -> {
            assertThat(length).isEqualTo(memory.length);
            return memory;
        });

        // then
        assertThat(encoded).isSameAs(memory).isEqualTo(expected);
    }

    /** Of all numbers near the largest, those that it takes are those that arrive finite. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldEncodeExactlyWhatArrivesFinite(Precision precision) {
        // given
        var codec = new ActivationCodec(ActivationShape.sequence(1, 1), precision);
        int largest = Float.floatToRawIntBits(Float.MAX_VALUE);
        for (int less = 0; less < 33_000; less++) {
            float value = Float.intBitsToFloat(largest - less);

            // when
            boolean finite = Float.isFinite(WireRounding.round(precision, new float[] {value}, codec.shape())[0]);
            Throwable refusal = catchThrowable(() -> codec.decode(codec.encode(List.of(sample(-value)))));
            Throwable withoutBytes = catchThrowable(() -> codec.travelled(sample(-value)));

            // then
            assertThat(String.valueOf(withoutBytes)).isEqualTo(String.valueOf(refusal));
            assertThat(refusal == null).as("%s in %s", -value, precision).isEqualTo(finite);
            if (refusal != null) {
                assertThat(refusal).hasMessageStartingWith("activations of sample 0 hold " + -value);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FLOAT32", "BFLOAT16"})
    void shouldRefuseToDecodeWhatIsNotFinite(Precision precision) {
        // given a record, one of whose values is overwritten
        var codec = new ActivationCodec(ActivationShape.sequence(1, 3), precision);
        for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY, Float.intBitsToFloat(0x7F800001)}) {
            byte[] record = codec.encode(List.of(sample(1, 2, 3)));
            ByteBuffer values = Safetensors.parse(ByteBuffer.wrap(record))
                    .tensor(WireValues.ACTIVATIONS)
                    .data();
            if (precision == Precision.FLOAT32) {
                values.putFloat(Float.BYTES, value);
            } else {
                values.putShort(Short.BYTES, Bfloat16.narrow(value));
            }

            // when, then
            assertThatThrownBy(() -> codec.decode(record))
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageContaining("activations of sample 0 is ")
                    .hasMessageContaining("allowed: finite numbers");
        }
    }

    private static Sample sample(float... values) {
        return new Sample(0, Purpose.TRAIN, 0, 1, Map.of(), ActivationShape.sequence(1, values.length), values);
    }

    @Test
    void shouldStayInRangeWhenTheScaleIsTiny() {
        // given a scale that is rounded down to the smallest number there is
        var codec = new ActivationCodec(ActivationShape.sequence(1, 2), Precision.INT8);
        float[] values = {190 * Float.MIN_VALUE, -190 * Float.MIN_VALUE};

        // when
        float[] decoded =
                codec.decode(codec.encode(List.of(sample(values)))).get(0).values();

        // then
        assertThat(decoded).containsExactly(127 * Float.MIN_VALUE, -127 * Float.MIN_VALUE);
    }

    @Test
    void shouldRefuseToEncodeWhenSamplesDoNotMatch() {
        // given
        var codec = new ActivationCodec(ActivationShape.sequence(1, 2), Precision.FLOAT32);
        Sample first = sample(1, 2);
        Sample later = new Sample(2, Purpose.TRAIN, 0, 1, Map.of(), ActivationShape.sequence(1, 2), new float[2]);
        Sample labelled = new Sample(
                1, Purpose.TRAIN, 0, 1, Map.of("a", new int[1]), ActivationShape.sequence(1, 2), new float[2]);

        // when, then
        assertThatThrownBy(() -> codec.encode(List.of())).hasMessageContaining("samples is empty");
        assertThatThrownBy(() -> codec.encode(List.of(sample(1, 2, 3))))
                .hasMessageContaining("shape is [channels 1, time 3]");
        assertThatThrownBy(() -> codec.encode(List.of(first, later))).hasMessageContaining("sequence is 2; allowed: 1");
        assertThatThrownBy(() -> codec.encode(List.of(first, labelled))).hasMessageContaining("labels are [a]");
    }
}

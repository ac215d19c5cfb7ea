package dev.solera.activation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.WireDefinition.Precision;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SampleDecoderTest {

    private static final ActivationShape SHAPE = ActivationShape.sequence(16, 4096);
    /** Beside the values: the sample, its record's header, chunks that values pass through. */
    private static final long AROUND = 64 << 10;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldDecodeTheSameIntoMemoryThatHeldAnotherSample(Precision precision) {
        // given
        ActivationCodec codec = new ActivationCodec(SHAPE, precision);
        SampleDecoder decoder = new SampleDecoder(codec);
        Sample before = decoder.decode(ByteBuffer.wrap(codec.encode(List.of(sample(0, 3)))))
                .get(0);
        byte[] record = codec.encode(List.of(sample(1, -0.7f), sample(2, 0)));

        // when
        decoder.giveBack(before);
        List<Sample> samples = decoder.decode(ByteBuffer.wrap(record));

        // then
        assertThat(samples.get(0).values()).isSameAs(before.values());
        assertThat(samples).usingRecursiveComparison().isEqualTo(codec.decode(record));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldAllocateNoValuesWhenSamplesAreGivenBack(Precision precision) {
        // given
        ActivationCodec codec = new ActivationCodec(SHAPE, precision);
        SampleDecoder decoder = new SampleDecoder(codec);
        byte[] record = codec.encode(List.of(sample(0, 1), sample(1, 2)));
        decoder.decode(ByteBuffer.wrap(record)).forEach(decoder::giveBack);

        // when
        long before = threads.getCurrentThreadAllocatedBytes();
        decoder.decode(ByteBuffer.wrap(record)).forEach(decoder::giveBack);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        // then
        assertThat(allocated).isLessThan(AROUND).isLessThan((long) SHAPE.size() * Float.BYTES);
    }

    @Test
    void shouldGiveOtherMemoryWhileASampleIsInUse() {
        // given
        ActivationCodec codec = new ActivationCodec(SHAPE, Precision.FLOAT32);
        SampleDecoder decoder = new SampleDecoder(codec);

        // when
        Sample first = decoder.decode(ByteBuffer.wrap(codec.encode(List.of(sample(0, 1)))))
                .get(0);
        Sample second = decoder.decode(ByteBuffer.wrap(codec.encode(List.of(sample(0, 2)))))
                .get(0);

        // then
        assertThat(first.values()).isNotSameAs(second.values()).containsOnly(1);
    }

    private static Sample sample(long sequence, float value) {
        float[] values = new float[SHAPE.size()];
        Arrays.fill(values, value);
        return new Sample(sequence, Purpose.TRAIN, 7, 100, Map.of("speaker", new int[] {3}), SHAPE, values);
    }
}

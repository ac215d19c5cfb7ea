package dev.solera.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.RandomSamples;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordGrouperTest {

    private static final int HEADER = 2048;

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldKeepRecordsNearTheTargetWhenSamplesAreSmall(Precision precision) {
        // given
        int target = 20_000;
        var codec = new ActivationCodec(ActivationShape.sequence(8, 100), precision);
        var grouper = new RecordGrouper(codec.bytesPerSample(), target, 1000);
        List<Sample> samples = RandomSamples.draw(new SplittableRandom(1), 60, 8, 100, 7);

        // when
        List<List<Sample>> groups = grouper.group(samples);

        // then
        assertThat(groups.stream().flatMap(List::stream)).containsExactlyElementsOf(samples);
        for (List<Sample> group : groups.subList(0, groups.size() - 1)) {
            assertThat(codec.encode(group).length).isBetween(target / 2, target + HEADER);
        }
    }

    @Test
    void shouldPutOneSampleInARecordWhenItIsLargerThanTheTarget() {
        // given
        var grouper = new RecordGrouper(8 * 100 * Float.BYTES, 1024, 1000);

        // when
        List<List<Sample>> groups = grouper.group(RandomSamples.draw(new SplittableRandom(1), 3, 8, 100, 0));

        // then
        assertThat(groups).hasSize(3).allSatisfy(group -> assertThat(group).hasSize(1));
    }

    @Test
    void shouldPutNoMoreInARecordThanAConsumerHolds() {
        // given
        var grouper = new RecordGrouper(8 * 10 + 8 * Float.BYTES, 1 << 20, 4);

        // when
        List<List<Sample>> groups = grouper.group(RandomSamples.draw(new SplittableRandom(1), 10, 8, 10, 0));

        // then
        assertThat(groups.stream().map(List::size)).containsExactly(4, 4, 2);
        assertThat(grouper.group(List.of())).isEmpty();
    }

    @Test
    void shouldAllowForEveryRecordWhenLimitsFollowFromShapes() {
        // given
        PipelineDefinition speech = PipelineDefinitions.load("speech");
        List<RecordLimits> limits = IntStream.rangeClosed(0, speech.depth())
                .mapToObj(depth -> RecordLimits.of(speech, depth))
                .toList();

        // then module 1's sample of [512, 4095] in bfloat16 decides there, the target everywhere downstream
        assertThat(limits.get(1).valueBytes()).isBetween(512 * 4095 * 2, 512 * 4095 * 2 + (128 << 10));
        assertThat(limits.get(6).valueBytes())
                .isBetween(speech.wire().recordBytes(), speech.wire().recordBytes() + (128 << 10));
        assertThat(limits).allSatisfy(limit -> assertThat(limit.batchBytes()).isGreaterThan(limit.valueBytes()));
    }
}

package dev.solera.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.stream.RecordReading.Read;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JoinedRecordsTest {

    private static final int WINDOW = 20;
    private static final int CHANNELS = 2;
    private static final int PARTITIONS = 2;

    private static final PipelineDefinition DEFINITION = PipelineDefinitions.parse("""
            pipeline: joined
            input: {kind: audio, sample-rate: 10, channels: 2, window: 20}
            batch: 4
            learning-rate: 1e-3
            seed: 1
            loss: {prediction-steps: 1, sub-window: 4, negatives: {form: shared, count: 4}}
            modules:
              - encoder: [{channels: 4, kernel: 2, stride: 1, padding: 0}]
            """);

    private final List<Read<Clip>> made = new ArrayList<>();
    private JoinedRecords joined = joined(4, PARTITIONS, "none");

    @Test
    void shouldCutWindowsOverTheBordersOfRecords() throws Exception {
        // when records of 8 frames come of two keys in turn
        for (int i = 0; i < 10; i++) {
            add(record(0, i, i / 2 * 800L, i % 2 == 0 ? "a" : "b", frames(i % 2 * 100 + i / 2 * 8, 8)));
        }

        // then there are two windows of each, of which nothing is missing
        assertThat(made).extracting(Read::name).containsExactly("t/0/0+0", "t/0/1+0", "t/0/0+1", "t/0/1+1");
        assertThat(made).extracting(Read::offset).containsExactly(4L, 5L, 8L, 9L);
        assertThat(made.get(2).recording().samples()).containsExactly(signal(20, WINDOW));
        assertThat(made.get(3).recording().samples()).containsExactly(signal(120, WINDOW));
        assertThat(joined.open()).containsExactly(new OpenRecording(0, 0, 8, 8, 2), new OpenRecording(0, 1, 9, 8, 2));
    }

    @Test
    void shouldBeginAnewBehindAGapAndTreatWhatIsLeftAsTheEndOfARecording() throws Exception {
        // given 26 frames, of which 6 are half a second and more
        add(record(0, 0, 0, "a", frames(0, 26)));

        // when the next ones come more than a second later than these last
        add(record(0, 1, 3600, "a", frames(50, 24)));
        add(record(0, 2, 3600 + 2600 + 1001, "a", frames(80, 4)));

        // then the first pause is none, and of the rest after it a sample is made
        assertThat(made).extracting(Read::name).containsExactly("t/0/0+0", "t/0/0+1", "t/0/0+2");
        assertThat(made).extracting(read -> read.recording().length()).containsExactly(WINDOW, WINDOW, 10);
        assertThat(joined.open()).containsExactly(new OpenRecording(0, 2, 2, 0, 0));
    }

    /** Whether it was held out hangs on where it began. */
    @Test
    void shouldMakeNothingOfARecordingWhoseBeginningIsDeletedAndAllOfTheNextOne() throws Exception {
        // given
        joined.beginBehindDeleted(Set.of(0));

        // when a signal comes that may have begun earlier, has a pause, and another one has a marker; and one of a
        // whole partition
        add(record(0, 7, 0, "a", frames(0, 44)));
        add(record(0, 8, 10_000, "a", frames(50, 24)));
        add(record(0, 9, 0, "b", frames(100, 24), "solera-begin", ""));
        add(record(1, 7, 0, "a", frames(200, 24)));

        // then
        assertThat(made).extracting(Read::name).containsExactly("t/0/8+0", "t/0/9+0", "t/1/7+0");
        assertThat(made.get(0).recording().samples()).containsExactly(signal(50, WINDOW));
    }

    @Test
    void shouldPutASingleRecordAsideWhenTheRuleOfWhatIsHeldOutCannotBeAskedOfIt() throws Exception {
        // given a signal, and a rule that compares numbers
        joined = joined(4, PARTITIONS, "index<5");
        add(record(0, 0, 0, "a", frames(0, 12), "index", "7"));

        // when
        assertThatThrownBy(() -> add(record(0, 1, 1200, "a", frames(12, 12), "index", "n/a")))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessage("has no number where held-out compares with one; allowed: a number, or none at all");

        // then what was there has ended, and the next one begins anew
        add(record(0, 2, 2400, "a", frames(24, 20), "index", "7"));
        assertThat(made).extracting(Read::name).containsExactly("t/0/0+0", "t/0/2+0");
    }

    @Test
    void shouldForgetALastRestThatIsTooShort() throws Exception {
        add(record(0, 0, 0, "a", frames(0, 24)));
        joined.end(made::add);

        assertThat(made).hasSize(1);
        assertThat(joined.open()).isEmpty();
    }

    @Test
    void shouldBeginAnewWhereAMarkerOrAnotherLabelOrTimeGoingBackSaysSo() throws Exception {
        add(record(0, 0, 10_000, "a", frames(0, 8)));
        add(record(0, 1, 10_800, "a", frames(8, 8), "solera-begin", ""));
        add(record(0, 2, 11_600, "a", frames(16, 8), "walk", "yes"));
        add(record(0, 3, 12_400, "a", frames(24, 8), "walk", "yes"));
        add(record(0, 4, 11_399, "a", frames(32, 8), "walk", "yes"));
        joined.end(made::add);

        assertThat(made).extracting(Read::name).containsExactly("t/0/0+0", "t/0/1+0", "t/0/2+0", "t/0/4+0");
        assertThat(made).extracting(read -> read.labels().get("walk")).containsExactly(null, null, 1, 1);
    }

    @Test
    void shouldHoldOutAWholeRecordingByWhereItBegins() throws Exception {
        // given
        joined = joined(4, PARTITIONS, "hash:0.5");

        // when
        for (int i = 0; i < 40; i++) {
            add(record(0, i, i * 2000L, "a", frames(i, WINDOW)));
        }

        // then it is one recording, whatever a hash of its other records says
        assertThat(made.stream().map(Read::heldOut).distinct()).hasSize(1);
        assertThat(joined.open())
                .hasSize(1)
                .allSatisfy(one -> assertThat(one.first()).isZero());
    }

    @Test
    void shouldEndWhatARecordBelongsToThatCannotBeRead() throws Exception {
        add(record(0, 0, 0, "a", frames(0, 8)));

        assertThatThrownBy(() -> add(record(0, 1, 800, "a", new byte[3])))
                .isInstanceOf(UnreadableRecordingException.class)
                .hasMessage("has 3 bytes; allowed: a multiple of 8, 2 channels of float32");
        assertThatThrownBy(() -> add(record(0, 2, 800, null, frames(0, 8)))).hasMessageContaining("has no key");
        assertThatThrownBy(() -> add(record(0, 3, 800, "a", frames(0, 8), "solera-values", "files")))
                .hasMessage("is a file; allowed: frames, which can be joined");
        assertThat(made).extracting(Read::name).containsExactly("t/0/0+0");
        assertThat(joined.open()).isEmpty();
    }

    @Test
    void shouldCloseTheLeastRecentlySeenWhenAPartitionHasTooManyKeys() throws Exception {
        // when there is room for two in each partition
        for (int i = 0; i < 3; i++) {
            add(record(0, i, 0, "abc".substring(i, i + 1), frames(i, 8)));
            add(record(1, i, 0, "xxy".substring(i, i + 1), frames(i, 8)));
        }

        // then
        assertThat(made).extracting(Read::name).containsExactly("t/0/0+0");
        assertThat(joined.crowdedOut()).isEqualTo(1);
        assertThat(joined.open())
                .extracting(OpenRecording::partition, OpenRecording::first)
                .containsExactlyInAnyOrder(tuple(0, 1L), tuple(0, 2L), tuple(1, 0L), tuple(1, 2L));
    }

    @Test
    void shouldCloseAKeyThatWasNotSeenForLong() throws Exception {
        // given a reach of 100 records for each of two keys
        add(record(0, 0, 0, "dead", frames(0, 8)));
        add(record(0, 200, 0, "alive", frames(0, 8)));
        assertThat(joined.open()).hasSize(2);

        // when
        add(record(0, 201, 0, "alive", frames(0, 8)));

        // then
        assertThat(made).extracting(Read::name).containsExactly("t/0/0+0");
        assertThat(joined.open()).hasSize(1);
        assertThat(joined.crowdedOut()).isEqualTo(1);
    }

    /** Whoever goes on knows what was open, and reads its records again, and all others since the first of these. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldGoOnWithTheSameWhereverItIsRestored(long seed) throws Exception {
        // given
        List<ConsumerRecord<byte[], byte[]>> records = random(seed, 120);
        for (int border = 0; border <= records.size(); border++) {
            joined = joined(4, PARTITIONS, "hash:0.3");
            addReadable(records.subList(0, border));
            List<OpenRecording> open = joined.open();
            made.clear();
            addReadable(records.subList(border, records.size()));
            joined.end(made::add);
            List<String> undisturbed = described(made);

            // when
            joined = joined(4, PARTITIONS, "hash:0.3");
            Assembly.Restoring again = joined.restore(open);
            for (ConsumerRecord<byte[], byte[]> record : records.subList(0, border)) {
                if (open.stream()
                        .anyMatch(one -> one.partition() == record.partition() && one.from() <= record.offset())) {
                    again.add(record);
                }
            }

            // then
            assertThat(again.missing()).isEmpty();
            assertThat(joined.open()).as("seed %d border %d", seed, border).isEqualTo(open);
            made.clear();
            addReadable(records.subList(border, records.size()));
            joined.end(made::add);
            assertThat(described(made)).as("seed %d border %d", seed, border).isEqualTo(undisturbed);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> random(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long[] offsets = new long[PARTITIONS];
        long time = 0;
        for (int i = 0; i < count; i++) {
            int partition = random.nextInt(PARTITIONS);
            String key = random.nextInt(20) == 0 ? null : "k" + random.nextInt(3);
            byte[] value = random.nextInt(20) == 0 ? new byte[5] : frames(i, random.nextInt(1, 50));
            String[] headers = random.nextInt(20) == 0 ? new String[] {"solera-begin", "x"} : new String[0];
            time += random.nextInt(20) == 0 ? 60_000 : 100;
            records.add(record(partition, offsets[partition]++, time, key, value, headers));
        }
        return records;
    }

    private void addReadable(List<ConsumerRecord<byte[], byte[]>> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                add(record);
            } catch (UnreadableRecordingException e) {
                assertThat(e).hasMessageContaining("allowed");
            }
        }
    }

    private static List<String> described(List<Read<Clip>> reads) {
        return reads.stream()
                .map(read -> "%d %d %s %s %s"
                        .formatted(
                                read.partition(),
                                read.offset(),
                                read.name(),
                                read.heldOut(),
                                Arrays.toString(read.recording().samples())))
                .toList();
    }

    private void add(ConsumerRecord<byte[], byte[]> record) throws UnreadableRecordingException {
        joined.add(record, made::add);
    }

    private static JoinedRecords joined(int keys, int partitions, String heldOut) {
        LabelSchema schema = new LabelSchema(Map.of("walk", List.of("no", "yes")), Set.of());
        RecordReading<Clip> reading = new RecordReading<>(
                new SoundRecords(DEFINITION.audio()),
                ValueForm.FLOAT32,
                new RecordDescription("headers", heldOut),
                schema);
        return new JoinedRecords(
                reading, DEFINITION.audio(), new JoinSettings(Duration.ofSeconds(1), keys), partitions);
    }

    /** Frames whose first channel counts from a number on, and whose second has the same below zero. */
    private static byte[] frames(int first, int count) {
        ByteBuffer frames = ByteBuffer.allocate(count * CHANNELS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = first; i < first + count; i++) {
            frames.putFloat(i).putFloat(-i);
        }
        return frames.array();
    }

    /** What is made of them. */
    private static float[] signal(int first, int count) {
        float[] samples = new float[count * CHANNELS];
        IntStream.range(0, count).forEach(i -> {
            samples[i] = first + i;
            samples[count + i] = -(first + i);
        });
        return samples;
    }

    private static ConsumerRecord<byte[], byte[]> record(
            int partition, long offset, long time, String key, byte[] value, String... headers) {
        RecordHeaders all = new RecordHeaders();
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                "t",
                partition,
                offset,
                time,
                TimestampType.CREATE_TIME,
                bytes == null ? -1 : bytes.length,
                value.length,
                bytes,
                value,
                all,
                Optional.empty());
    }
}

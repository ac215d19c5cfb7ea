package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.solera.activation.Sample;
import dev.solera.service.KafkaBroker;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The service fed from a topic whose records are joined by key, on a broker; the test plays the first module. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class JoinedIngestTest {

    private static final int WINDOW = TestTopics.WINDOW;
    private static final int FRAMES = 3000;
    private static final int RECORDS = 40;
    private static final long BEGAN = 1_700_000_000_000L;

    @TempDir
    private Path folder;

    private final TestTopics topics;

    JoinedIngestTest(KafkaBroker.Address broker) {
        topics = new TestTopics(broker.bootstrapServers());
    }

    @Test
    void shouldJoinTheRecordsOfAKeyAndGiveTheSameBitsWhenItIsStoppedInTheMiddleOfARecording() throws Exception {
        // given three sensors in two partitions, each of which sends 120,000 frames in 40 records
        topics.create("sensors", 2);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            for (int sensor = 0; sensor < 3; sensor++) {
                records.add(record("sensors", sensor % 2, i, "sensor-" + sensor));
            }
        }
        topics.send(records);
        List<Sample> undisturbed;
        try (var service = start("joined-whole", "sensors", "until=end")) {
            undisturbed = TestIngest.consumeAll(service, Integer.MAX_VALUE);
        }

        // then they are 15 windows each, the last one padded, as of a recording of 120,000 frames
        assertThat(undisturbed).hasSize(3 * 15);
        assertThat(undisturbed.stream().filter(sample -> sample.valid() < WINDOW))
                .hasSize(3)
                .allSatisfy(sample -> assertThat(sample.valid()).isEqualTo(RECORDS * FRAMES - 14L * WINDOW));
        assertHasWindow(undisturbed, 0, 5);
        assertHasWindow(undisturbed, 2, 11);

        // when
        for (int taken : new int[] {2, 23}) {
            try (var service = start("joined-again", "sensors", "until=end")) {
                TestIngest.consume(service, taken);
            }
        }
        try (var service = start("joined-again", "sensors", "until=end")) {
            // then
            EndingEarlyTest.assertSame(TestIngest.consumeAll(service, Integer.MAX_VALUE), undisturbed);
        }
    }

    @Test
    void shouldFeedEveryWindowOnceWhenSeveralPartitionsNeverEndAndItIsStopped() throws Exception {
        // given
        topics.create("endless-sensors", 2);
        topics.send(sensors("endless-sensors", 0, RECORDS / 2));
        try (var service = start("joined-endless", "endless-sensors")) {
            TestIngest.consume(service, 7);
            topics.send(sensors("endless-sensors", RECORDS / 2, RECORDS));
        }

        // when
        try (var service = start("joined-endless", "endless-sensors")) {
            List<Sample> arrived = TestIngest.consume(service, 28);

            // then
            assertThat(arrived.stream().map(sample -> Arrays.hashCode(sample.values())))
                    .doesNotHaveDuplicates();
            for (int window = 0; window < 13; window++) {
                assertHasWindow(arrived, 0, window);
                assertHasWindow(arrived, 1, window);
            }
        }
    }

    @Test
    void shouldCountRecordingsThatEndBecauseMoreKeysAreJoinedThanAllowed() throws Exception {
        // given four sensors in turn
        topics.create("crowd", 1);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            records.add(record("crowd", 0, i, "sensor-" + i % 4));
        }
        topics.send(records);

        // when
        try (var service = start("joined-crowd", "crowd", "until=end", "join-gap=1h", "join-keys=2")) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            assertThat(arrived)
                    .hasSize(12)
                    .allSatisfy(sample -> assertThat(sample.valid()).isEqualTo(FRAMES));
            assertThat(service.getBean(MeterRegistry.class)
                            .get("solera.ingest.source.crowded.out")
                            .counter()
                            .count())
                    .isEqualTo(10);
        }
    }

    @Test
    void shouldFailWhenRecordsAreDeletedThatAnOpenRecordingNeeds() throws Exception {
        // given that the twelfth window ends in the middle of record 32
        topics.create("lost-sensors", 1);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            records.add(record("lost-sensors", 0, i, "sensor"));
        }
        topics.send(records);
        try (var service = start("joined-lost", "lost-sensors", "shuffle=12")) {
            TestIngest.consume(service, 12);
        }

        // when that is deleted too, and nothing behind it
        topics.deleteBefore("lost-sensors", 33);

        // then
        try (var service = start("joined-lost", "lost-sensors", "shuffle=12")) {
            assertThat(service.getBean(Ingest.class).completion())
                    .failsWithin(Duration.ofSeconds(60))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("lost-sensors-0 has its first record at offset 33; allowed: 32");
        }
    }

    /** Scaled by itself, as every recording is. */
    private static void assertHasWindow(List<Sample> arrived, int sensor, int window) {
        double[] wanted = new double[WINDOW];
        double sum = 0;
        for (int i = 0; i < WINDOW; i++) {
            wanted[i] = value(sensor, (long) window * WINDOW + i) / 32768.0;
            sum += wanted[i];
        }
        double mean = sum / WINDOW;
        double rms = Math.sqrt(Arrays.stream(wanted)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / WINDOW);
        assertThat(arrived)
                .filteredOn(sample -> Math.abs(sample.values()[0] - (wanted[0] - mean) / rms) < 1e-4
                        && Math.abs(sample.values()[1] - (wanted[1] - mean) / rms) < 1e-4)
                .as("window %d of sensor %d", window, sensor)
                .singleElement()
                .satisfies(sample -> {
                    for (int i = 0; i < WINDOW; i++) {
                        assertThat((double) sample.values()[i]).isCloseTo((wanted[i] - mean) / rms, within(1e-4));
                    }
                });
    }

    private List<ProducerRecord<byte[], byte[]>> sensors(String topic, int from, int to) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = from; i < to; i++) {
            records.add(record(topic, 0, i, "sensor-0"));
            records.add(record(topic, 1, i, "sensor-1"));
        }
        return records;
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, int partition, int number, String key) {
        int sensor = key.charAt(key.length() - 1) - '0';
        ByteBuffer frames = ByteBuffer.allocate(FRAMES * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < FRAMES; i++) {
            frames.putShort(value(sensor, (long) number * FRAMES + i));
        }
        long time = BEGAN + number * FRAMES / 8L;
        return TestTopics.record(topic, partition, time, key, frames.array(), Map.of());
    }

    /** What a sensor measures at a frame. */
    private static short value(int sensor, long frame) {
        long mixed = (frame * 31 + sensor) * 0x9E3779B97F4A7C15L;
        return (short) (mixed >>> 48);
    }

    private ConfigurableApplicationContext start(String pipeline, String topic, String... stream) throws Exception {
        List<String> settings = new ArrayList<>(List.of(stream));
        settings.addAll(List.of("values=int16", "join=key"));
        if (settings.stream().noneMatch(setting -> setting.startsWith("shuffle="))) {
            settings.add("shuffle=4");
        }
        return topics.start(
                folder,
                new TestIngest.Setup(pipeline, 1),
                topic,
                List.of("--solera.ingest.held-out=none"),
                settings.toArray(String[]::new));
    }
}

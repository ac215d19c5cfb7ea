package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.media.audio.Audio;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.Lifecycle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** That learning which a clock or a person ended has one end, whoever dies around it. */
@ExtendWith(KafkaBroker.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndingEarlyTest {

    @TempDir
    private Path folder;

    private final String brokers;

    EndingEarlyTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    private ConfigurableApplicationContext start(String pipeline, int partitions, String... more) throws Exception {
        return TestIngest.start(folder, brokers, new TestIngest.Setup(pipeline, partitions), more);
    }

    @ParameterizedTest
    @CsvSource({"1, hand", "3, hand", "1, clock"})
    void shouldLearnUpToTheSameEndWhenItDiesWithLearningSamplesStillQueued(int partitions, String by) throws Exception {
        // given a run whose learning has ended by its note, while the last samples of it wait at the lag bound
        String name = "ending-queued-" + partitions + "-" + by;
        // long enough for what fills the bound to be read
        String[] length = by.equals("clock") ? new String[] {"--solera.ingest.minutes=0.05"} : new String[0];
        long decided;
        try (var service = start(name, partitions, length)) {
            if (by.equals("hand")) {
                TestIngest.consume(service, 2);
                // more would be evaluation samples, if it were told to end before the bound holds it
                await().atMost(60, TimeUnit.SECONDS).until(() -> published(service) >= TestIngest.LAG_BOUND);
                service.getBean(Ingest.class).finishEarly();
            }
            decided = awaitDecision(service, 3);
            assertThat(published(service)).isLessThan(decided);
        }

        // when
        try (var service = start(name, partitions, length)) {
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            assertThat(TestIngest.learned(arrived)).isEqualTo(decided);
            assertSame(arrived, TestIngest.expectedOfLearned(service, decided));
        }
    }

    /** Takes sample by sample, until ingest has written down where learning ends. */
    private static long awaitDecision(ConfigurableApplicationContext service, int from) throws Exception {
        for (int taken = from; ; taken++) {
            long learned = noted(service);
            if (learned >= 0) {
                return learned;
            }
            TestIngest.consume(service, taken);
        }
    }

    private static long noted(ConfigurableApplicationContext service) throws Exception {
        String note =
                service.getBean(SoleraStreams.class).control().newest("ingest").orElse("\"learned\":-1,");
        return Long.parseLong(note.replaceFirst(".*\"learned\":(-?\\d+).*", "$1"));
    }

    private static long published(ConfigurableApplicationContext service) throws Exception {
        return service.getBean(SoleraStreams.class).published(0).stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void shouldEvaluateAllWhenLearningIsEndedBeforeTheRestartedServiceKnowsWhereItStands() throws Exception {
        // given a run that has published something
        try (var service = start("ending-at-once", 1)) {
            TestIngest.consume(service, 10);
        }

        // when the restarted one is told to end at once
        try (var service = start("ending-at-once", 1)) {
            service.getBean(Ingest.class).finishEarly();
            List<Sample> arrived = TestIngest.consumeAll(service, Integer.MAX_VALUE);

            // then
            assertThat(TestIngest.learned(arrived)).isBetween(10L, 10L + 3 * TestIngest.LAG_BOUND);
            assertSame(arrived, TestIngest.expectedOfLearned(service, TestIngest.learned(arrived)));
        }
    }

    /** Nobody holds ingest up in this flow, so that only its own bound says what the one before can have sent. */
    @Test
    void shouldEndLearningBehindWhatMayStillArriveWhenSamplesMayBePassedOver() throws Exception {
        // given a run that stands, as its recordings are away
        Path data = folder.resolve("data");
        for (int i = 0; i < 6; i++) {
            Audio.wav(data.resolve(i + ".wav"), 8000, Audio.tone(200 + 50 * i, 8000, 9000));
        }
        String[] settings = {
            "--solera.ingest.source=" + data, "--solera.ingest.held-out=none", "--solera.ingest.cache=0B"
        };
        long sent;
        try (var service = startLatest("ending-latest", settings)) {
            await().atMost(60, TimeUnit.SECONDS).until(() -> published(service) > 0);
            Files.move(data, folder.resolve("elsewhere"));
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> service.getBean(Lifecycle.class).state() == Lifecycle.State.PAUSED);
            sent = published(service);
        }
        Files.move(folder.resolve("elsewhere"), data);

        // when
        try (var service = startLatest("ending-latest", settings)) {
            Ingest ingest = service.getBean(Ingest.class);
            ingest.finishEarly();
            await().atMost(60, TimeUnit.SECONDS).until(ingest.completion()::isDone);

            // then
            assertThat(ingest.completion().join().get("train")).isGreaterThanOrEqualTo(sent + TestIngest.LAG_BOUND);
        }
    }

    private ConfigurableApplicationContext startLatest(String pipeline, String... more) throws Exception {
        var setup = new TestIngest.Setup(
                pipeline, 1, TestIngest.LAG_BOUND, TestIngest.EVALUATED, Optional.empty(), "latest");
        return TestIngest.start(folder, brokers, setup, more);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldStayEndedWhenThereIsNothingToEvaluate(int partitions) throws Exception {
        // given recordings without labels
        Path data = folder.resolve("data");
        for (int i = 0; i < 6; i++) {
            Audio.wav(data.resolve(i + ".wav"), 8000, Audio.tone(200 + 50 * i, 8000, 9000));
        }
        String[] settings = {"--solera.ingest.source=" + data, "--solera.ingest.held-out=none"};
        String name = "ending-unlabelled-" + partitions;
        List<Sample> first;
        try (var service = start(name, partitions, settings)) {
            first = TestIngest.consumeAll(service, 10);
        }

        // when
        try (var service = start(name, partitions, settings)) {
            Ingest ingest = service.getBean(Ingest.class);
            await().atMost(60, TimeUnit.SECONDS).until(ingest.completion()::isDone);

            // then
            assertThat(ingest.completion().join()).containsEntry("train", (long) first.size());
            assertThat(first).allMatch(sample -> sample.purpose() == Purpose.TRAIN);
            assertThat(published(service)).isEqualTo(first.size());
        }
    }

    static void assertSame(List<Sample> arrived, List<Sample> expected) {
        assertThat(arrived).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(arrived.get(i).sequence())
                    .as("sample %d", i)
                    .isEqualTo(expected.get(i).sequence());
            assertThat(arrived.get(i).purpose())
                    .as("sample %d", i)
                    .isEqualTo(expected.get(i).purpose());
            assertThat(arrived.get(i).values())
                    .as("sample %d", i)
                    .isEqualTo(expected.get(i).values());
        }
    }
}

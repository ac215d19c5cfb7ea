package dev.solera.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Sample;
import dev.solera.ingest.plan.RunLength;
import dev.solera.service.RelayedBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * That a broker which goes away at whatever moment is waited for. Kafka's time-outs are short here, so that each absence is
 * longer than all of them.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BrokerAwayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Clients come again after a while that doubles up to a second: more of that than their time-outs last. */
    private static final int LONG_AWAY = 10;

    private static final String[] IMPATIENT = {
        "--spring.kafka.properties.[request.timeout.ms]=400",
        "--spring.kafka.properties.[default.api.timeout.ms]=800",
        "--spring.kafka.producer.properties.[delivery.timeout.ms]=800",
        "--spring.kafka.producer.properties.[max.block.ms]=800",
        "--solera.broker-wait=1s",
    };

    @TempDir
    private Path folder;

    private final ExecutorService firstModule = Executors.newSingleThreadExecutor();
    private RelayedBroker broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = RelayedBroker.start();
    }

    @AfterEach
    void stopBroker() throws Exception {
        firstModule.shutdownNow();
        broker.close();
    }

    /** Nobody waits for the first module here, so that something is always on its way. */
    private ConfigurableApplicationContext start(String... more) throws Exception {
        String[] settings = Stream.concat(Stream.of(IMPATIENT), Stream.of(more)).toArray(String[]::new);
        var setup = new TestIngest.Setup("away", 1, 100_000, 1000, Optional.empty());
        return TestIngest.start(folder, broker.bootstrapServers(), setup, settings);
    }

    private Future<List<Sample>> consumeAll(ConfigurableApplicationContext service) {
        return firstModule.submit(() -> TestIngest.consumeAll(service, Integer.MAX_VALUE));
    }

    @Test
    void shouldWaitForTheBrokerWhenItIsAwayAtTheStart() throws Exception {
        // given
        broker.goAway();
        try (var service = start("--solera.ingest.steps=3")) {
            awaitLongAbsence();

            // when
            broker.comeBack();

            // then
            assertWhole(service, consumeAll(service).get());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7, 9})
    void shouldWaitForTheBrokerWhenItGoesAwayWhileIngestIsRestored(int connections) throws Exception {
        // given a run that has begun
        try (var service = start("--solera.ingest.steps=40")) {
            TestIngest.consume(service, 10);
        }

        // when the broker goes away somewhere between the restarted service's first question and its first sample
        broker.goAwayAtConnection(connections);
        try (var service = start("--solera.ingest.steps=40")) {
            awaitLongAbsence();
            broker.comeBack();

            // then
            assertWhole(service, consumeAll(service).get());
        }
    }

    @Test
    void shouldWaitForTheBrokerWhenItGoesAwayInTheEvaluationPass() throws Exception {
        // given
        try (var service = start("--solera.ingest.steps=3")) {
            TestIngest.consume(service, sample -> sample.purpose().isEvaluation());

            // when
            broker.goAway();
            awaitLoss(service);
            broker.comeBack();

            // then
            assertWhole(service, consumeAll(service).get());
        }
    }

    @Test
    void shouldTellThatItHasFinishedWhenTheBrokerGoesAwayAtTheEnd() throws Exception {
        // given a run all of whose samples have arrived
        try (var service = start("--solera.ingest.steps=3")) {
            List<Sample> arrived = consumeAll(service).get();

            // when
            broker.goAway();
            awaitLongAbsence();
            broker.comeBack();

            // then
            assertWhole(service, arrived);
            List<TelemetryEvent> told = new CopyOnWriteArrayList<>();
            service.getBean(SoleraStreams.class).telemetryFromBeginning("test", told::add);
            await().atMost(PATIENCE).until(() -> told.stream().anyMatch(TelemetryEvent.Finished.class::isInstance));
        }
    }

    @Test
    void shouldEvaluateAllWhenLearningIsEndedWhileTheBrokerIsAway() throws Exception {
        // given a run without an end of its own, some of whose samples are lost
        try (var service = start()) {
            TestIngest.consume(service, 10);
            broker.goAway();
            awaitLoss(service);

            // when
            service.getBean(Ingest.class).finishEarly();
            broker.comeBack();

            // then
            assertEndedEarly(service, consumeAll(service).get());
        }
    }

    @Test
    void shouldEvaluateAllWhenSamplesAreLostAfterLearningWasEnded() throws Exception {
        // given a run without an end of its own
        try (var service = start()) {
            TestIngest.consume(service, 10);

            // when
            broker.goAway();
            service.getBean(Ingest.class).finishEarly();
            awaitLoss(service);
            broker.comeBack();

            // then
            assertEndedEarly(service, consumeAll(service).get());
        }
    }

    /** Ingest has given an attempt up. */
    private static void awaitLoss(ConfigurableApplicationContext service) {
        Lifecycle lifecycle = service.getBean(Lifecycle.class);
        await().atMost(PATIENCE).until(() -> lifecycle.state() == Lifecycle.State.RESTORING);
    }

    private void awaitLongAbsence() {
        await().atMost(PATIENCE).until(() -> broker.turnedAway() >= LONG_AWAY);
    }

    private static void assertWhole(ConfigurableApplicationContext service, List<Sample> arrived) {
        assertFinished(service);
        long steps = service.getEnvironment().getRequiredProperty("solera.ingest.steps", Long.class);
        EndingEarlyTest.assertSame(arrived, TestIngest.expected(service, new RunLength.Steps(steps)));
    }

    private static void assertEndedEarly(ConfigurableApplicationContext service, List<Sample> arrived) {
        assertFinished(service);
        long learned = TestIngest.learned(arrived);
        assertThat(learned).isGreaterThanOrEqualTo(10);
        EndingEarlyTest.assertSame(arrived, TestIngest.expectedOfLearned(service, learned));
    }

    private static void assertFinished(ConfigurableApplicationContext service) {
        Ingest ingest = service.getBean(Ingest.class);
        await().atMost(PATIENCE).until(ingest.completion()::isDone);
        assertThat(ingest.completion()).isCompleted();
        assertThat(service.getBean(Lifecycle.class).state()).isEqualTo(Lifecycle.State.FINISHED);
    }
}

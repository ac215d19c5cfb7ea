package dev.solera.service.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.TestStreams;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the control topic tells a service to do, over a real broker. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class CommandTest {

    private static final String RUN = "commanded";

    private final String brokers;
    private final Lifecycle life = new Lifecycle("module-1", new SimpleMeterRegistry());
    private final List<Long> snapshots = new CopyOnWriteArrayList<>();
    private final List<TelemetryEvent.Paused> told = new CopyOnWriteArrayList<>();
    private TestStreams pipeline;
    private SoleraStreams streams;
    private TelemetryPublisher telemetry;
    private TelemetryListener listener;
    private PauseGate gate;

    CommandTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @BeforeEach
    void open(TestInfo test) throws InterruptedException {
        String name = "commands-" + test.getDisplayName().hashCode();
        pipeline = new TestStreams(brokers, TestStreams.definition(name, "float32", 1, 1024));
        streams = pipeline.streams(RUN);
        telemetry = new TelemetryPublisher(pipeline.definition, RUN, pipeline.clients);
        gate = new PauseGate(life, telemetry);
        life.to(Lifecycle.State.RESTORING);
        life.to(Lifecycle.State.TRAINING);
        listener = streams.telemetryFromBeginning("test", event -> {
            if (event instanceof TelemetryEvent.Paused paused) {
                told.add(paused);
            }
        });
    }

    @AfterEach
    void close() {
        listener.close();
        telemetry.destroy();
        pipeline.close();
    }

    @Test
    void shouldConnectOnceHoweverManyCommandsAreGiven() throws Exception {
        try (ControlWriter writer = streams.control().writer()) {
            writer.put("command/a", "first");
            Set<Object> connected = producers();
            writer.put("command/a", "second");

            assertThat(connected).isNotEmpty();
            assertThat(producers()).isEqualTo(connected);
            assertThat(streams.control().newest("command/a")).contains("second");
        }
    }

    /** When the producers of the control topic that there are were started, by name. */
    private static Set<Object> producers() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        Set<Object> started = new HashSet<>();
        for (ObjectName name :
                beans.queryNames(new ObjectName("kafka.producer:type=app-info,id=*solera-control-out*"), null)) {
            started.add(name + " " + beans.getAttribute(name, "StartTimeMs"));
        }
        return started;
    }

    private CommandListener follow() throws InterruptedException {
        return streams.commands("module-1", gate, snapshots::add);
    }

    private static String command(String state) {
        return "{\"id\": \"a\", \"state\": \"%s\", \"by\": \"a test\", \"time\": 1, \"more\": {}}".formatted(state);
    }

    private static String snapshot(long samples) {
        return "{\"id\": \"b\", \"samples\": %d, \"by\": \"a test\", \"time\": 1}".formatted(samples);
    }

    @Test
    void shouldHoldWhoComesToTheGateUntilTheServiceIsToldToGoOn() throws Exception {
        try (CommandListener commands = follow()) {
            // when
            streams.control().put("command/module-1", command("paused"));
            await().until(gate::isShut);
            CompletableFuture<Void> through = CompletableFuture.runAsync(this::pass);

            // then
            assertThat(life.health().getDetails())
                    .containsEntry("state", "paused")
                    .containsEntry("cause", "told to pause by a test");
            await().until(() -> told.size() == 1);
            assertThat(told.get(0).service()).isEqualTo("module-1");
            assertThat(told.get(0).paused()).isTrue();
            assertThat(through).isNotDone();

            // when
            streams.control().put("command/module-1", command("running"));

            // then
            through.get(60, TimeUnit.SECONDS);
            assertThat(life.health().getDetails()).containsEntry("state", "training");
            await().until(() -> told.size() == 2);
            assertThat(told.get(1).paused()).isFalse();
        }
    }

    private void pass() {
        try {
            gate.pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void shouldBePausedFromTheStartWhenItWasToldInAnEarlierLife() throws Exception {
        // given
        streams.control().put("command/module-1", command("running"));
        streams.control().put("command/module-1", command("paused"));
        streams.control().put("command/snapshot", snapshot(640));

        // when
        try (CommandListener commands = follow()) {
            // then before anything else is done
            assertThat(gate.isShut()).isTrue();
            assertThat(snapshots).containsExactly(640L);
        }
    }

    @Test
    void shouldSayThatItIsNotPausedWhenCompactionHasLeftNothingOfThatItWas() throws Exception {
        // given
        streams.control().put("command/module-1", command("running"));

        // when
        try (CommandListener commands = follow()) {
            // then
            await().until(() -> told.size() == 1);
            assertThat(told.get(0).paused()).isFalse();
        }
    }

    @Test
    void shouldTakeNoNoticeOfWhatIsMeantForOthersOrCannotBeRead() throws Exception {
        // given
        pipeline.streams("another-run").control().put("command/module-1", command("paused"));
        streams.control().put("command/module-11", command("paused"));
        streams.control().put("ingest", command("paused"));
        for (String word :
                List.of("", "[]", "null", "{", "{\"state\": \"stopped\"}", "{\"by\": \"me\"}", "{\"state\": null}")) {
            streams.control().put("command/module-1", word);
        }
        for (String word : List.of(
                "{}",
                snapshot(8).replace("8", "-8"),
                snapshot(8).replace("8", "null"),
                snapshot(8).replace("samples", "steps"))) {
            streams.control().put("command/snapshot", word);
        }

        // when
        try (CommandListener commands = follow()) {
            // then
            assertThat(gate.isShut()).isFalse();
            assertThat(snapshots).isEmpty();

            // and what comes later counts
            streams.control().put("command/snapshot", "no JSON");
            streams.control().put("command/snapshot", snapshot(8));
            await().until(() -> snapshots.equals(List.of(8L)));
        }
    }

    @Test
    void shouldLetThroughWhoHasNothingLeftToWaitFor() throws Exception {
        // given
        gate.pause("a test");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> through = CompletableFuture.runAsync(() -> {
            try {
                gate.pass(over::get);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        // when
        over.set(true);

        // then for this time alone
        through.get(60, TimeUnit.SECONDS);
        assertThat(gate.isShut()).isTrue();
    }

    @Test
    void shouldLetEverybodyThroughWhenTheServiceIsToStop() throws Exception {
        // given
        gate.pause("a test");
        CompletableFuture<Void> through = CompletableFuture.runAsync(this::pass);

        // when
        gate.openForGood();

        // then
        through.get(60, TimeUnit.SECONDS);
        assertThat(gate.isShut()).isFalse();
    }
}

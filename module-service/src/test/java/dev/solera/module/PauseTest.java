package dev.solera.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Safetensors;
import dev.solera.activation.Sample;
import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.event.ControlTopic;
import dev.solera.service.event.SnapshotCommand;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.TelemetryEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** Modules that somebody pauses in the middle of a run, lets go on, and asks for snapshots. */
@ExtendWith(KafkaBroker.class)
@Timeout(180)
class PauseTest {

    private static final int STEPS = 160;
    /** Samples that are there until the second pause, so that it comes before the end however fast modules are. */
    private static final int FED_FIRST = 240;
    /** Where nothing is scheduled. */
    private static final long ASKED = 84;

    private final String brokers;
    private final Map<Integer, Long> steps = new ConcurrentHashMap<>();
    private final List<TelemetryEvent.Paused> told = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    private Path file;

    PauseTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldEndWithTheBitsOfTheLockStepLoopWhenModulesArePausedAndGoOnAndAreAskedForASnapshot() throws Exception {
        // given
        file = folder.resolve("pipeline.yaml");
        PipelineDefinition pipeline = TestRun.twoModules(file, "paused");
        List<Sample> input = TestRun.samples(pipeline, STEPS * pipeline.batch(), 3);
        PublishedParameters published = new PublishedParameters(pipeline);
        try (ConfigurableApplicationContext source =
                TestRun.start(brokers, TestRun.SourceApplication.class, WebApplicationType.NONE, file)) {
            SoleraStreams streams = source.getBean(SoleraStreams.class);
            ControlTopic control = streams.control();
            control.put(SnapshotCommand.KEY, new SnapshotCommand("1", ASKED, "a test", 1).word());
            control.put("command/module-2", command("paused"));
            try (var listener = streams.telemetryFromBeginning("test", this::heard);
                    var parameters = streams.parametersFromBeginning("test", published::arrived);
                    ActivationPublisher publisher = streams.publisher("source", 0);
                    ConfigurableApplicationContext first = module(1)) {
                ConfigurableApplicationContext second = module(2);
                try {
                    // when the second one waits, told before it began: the first one is held by it
                    publisher.publish(routed(input.subList(0, FED_FIRST)), 0);
                    await().atMost(Duration.ofSeconds(60)).until(() -> steps.getOrDefault(1, 0L) >= 4);
                    await().untilAsserted(() -> assertThat(health(second)).containsEntry("state", "paused"));
                    await().untilAsserted(() ->
                            assertThat(told).anyMatch(event -> event.service().equals("module-2") && event.paused()));
                    assertThat(steps).doesNotContainKey(2);

                    // and goes on, and waits again, and is started again while it waits
                    control.put("command/module-2", command("running"));
                    await().atMost(Duration.ofSeconds(60)).until(() -> steps.getOrDefault(2, 0L) >= 5);
                    control.put("command/module-2", command("paused"));
                    await().until(() -> health(second).containsValue("paused"));
                    second.close();
                    long before = steps.get(2);
                    try (ConfigurableApplicationContext again = module(2)) {
                        await().atMost(Duration.ofSeconds(60))
                                .untilAsserted(() -> assertThat(health(again)).containsEntry("state", "paused"));
                        assertThat(before).isLessThan(STEPS);
                        control.put("command/module-2", command("running"));
                        TestRun.publish(publisher, input.subList(FED_FIRST, input.size()), 1);
                        for (ConfigurableApplicationContext service : List.of(first, again)) {
                            await().atMost(Duration.ofSeconds(90))
                                    .untilAsserted(() -> assertThat(service.getBean(Lifecycle.class)
                                                    .state())
                                            .isEqualTo(Lifecycle.State.FINISHED));
                        }
                    }
                } finally {
                    second.close();
                }
                published.awaitLast((long) STEPS * pipeline.batch());
            }
        }

        // then
        published.asked(ASKED);
        try (LockStepLoop oracle = new LockStepLoop(pipeline)) {
            oracle.run(() -> published.expecting(oracle, input.iterator()), top -> {});
            published.assertAsExpected(oracle);
            for (int module = 1; module <= pipeline.depth(); module++) {
                Safetensors trained = Safetensors.read(folder.resolve("modules/" + module + ".safetensors"));
                oracle.trainer(module)
                        .module()
                        .parameters()
                        .forEach((name, parameter) ->
                                assertThat(trained.tensor(name).floats()).isEqualTo(parameter.values()));
            }
        }
    }

    private void heard(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Step step) {
            steps.merge(step.module(), step.step(), Math::max);
        } else if (event instanceof TelemetryEvent.Paused paused) {
            told.add(paused);
        }
    }

    private static List<RoutedSample> routed(List<Sample> samples) {
        return samples.stream().map(sample -> new RoutedSample(0, sample)).toList();
    }

    private static Map<String, Object> health(ConfigurableApplicationContext service) {
        return service.getBean(Lifecycle.class).health().getDetails();
    }

    private static String command(String state) {
        return "{\"id\": \"1\", \"state\": \"%s\", \"by\": \"a test\", \"time\": 1}".formatted(state);
    }

    private ConfigurableApplicationContext module(int number) {
        return TestRun.start(
                brokers,
                ModuleServiceApplication.class,
                WebApplicationType.NONE,
                file,
                "solera.module.number=" + number,
                "solera.module.output=" + folder.resolve("modules"),
                "solera.module.checkpoint.folder=" + folder.resolve("checkpoints"),
                "solera.module.checkpoint.steps=3");
    }
}

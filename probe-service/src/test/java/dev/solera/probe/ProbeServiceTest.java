package dev.solera.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.solera.activation.Purpose;
import dev.solera.learning.ModuleChain;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraStreams;
import dev.solera.service.document.DocumentPublisher;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.snapshot.SnapshotCodec;
import dev.solera.snapshot.SnapshotSchedule;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.TelemetryEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The service as it runs, on a broker of its own; the test plays ingest and the modules. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class ProbeServiceTest {

    private static final int LEARNING = 360;
    private static final int TRAIN = 80;
    private static final int HELD_OUT = 40;

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final String brokers;
    private final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();

    ProbeServiceTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldTellRollingAndFinalAccuraciesWhenRunHasAnEvaluationPass() throws Exception {
        // given
        try (var probe = start("probe-whole", 2)) {
            listen(probe);

            // when the classes stand apart in stage 2 alone
            publishParameters(probe, LEARNING * 2 / 3);
            publish(probe, 0, 0, true);
            publish(probe, 1, 0, true);
            publish(probe, 2, 2, true);
            await().until(() -> !rows(false).isEmpty() && finished());

            // then every stage has its rows, and the table comes from the evaluation pass
            assertThat(rows(false))
                    .extracting(row -> row.depth() + " " + row.network() + " " + row.label())
                    .containsExactlyInAnyOrder(
                            "0 raw phone", "0 raw speaker",
                            "1 trained phone", "1 trained speaker",
                            "2 trained phone", "2 trained speaker",
                            "1 untrained phone", "1 untrained speaker",
                            "2 untrained phone", "2 untrained speaker");
            assertThat(rows(false))
                    .filteredOn(row -> row.label().equals("speaker"))
                    .allSatisfy(row -> {
                        assertThat(row.heldOut()).isEqualTo(HELD_OUT);
                        assertThat(row.classes()).isEqualTo(Made.SPEAKERS);
                        assertThat(row.low()).isLessThanOrEqualTo(row.accuracy());
                        assertThat(row.high()).isGreaterThanOrEqualTo(row.accuracy());
                    });
            assertThat(row(2, "trained", "speaker").accuracy()).isGreaterThan(0.95);
            assertThat(row(2, "trained", "speaker").validation()).isGreaterThan(0.9);
            assertThat(row(1, "trained", "speaker").accuracy()).isLessThan(0.6);
            assertThat(row(0, "raw", "speaker").accuracy()).isLessThan(0.6);
            assertThat(rows(true))
                    .extracting(row -> row.depth() + " " + row.network() + " " + row.label())
                    .contains(
                            "0 raw phone", "0 raw speaker",
                            "1 trained phone", "1 trained speaker",
                            "2 trained phone", "2 trained speaker",
                            "1 untrained phone", "1 untrained speaker",
                            "2 untrained phone", "2 untrained speaker");
            assertThat(rows(true))
                    .extracting(TelemetryEvent.Accuracy::validation)
                    .containsOnly(Double.NaN);
            TelemetryEvent.Accuracy last = rows(true).stream()
                    .filter(row -> row.depth() == 2
                            && row.label().equals("speaker")
                            && row.network().equals("trained"))
                    .reduce((old, next) -> next)
                    .orElseThrow();
            // while modules learn, what stage 2 hands on is not looked at, but the input through the parameters that
            // modules have told
            assertThat(last.accuracy()).isLessThan(0.6);
            assertThat(last.heldOut()).isEqualTo(LEARNING / 3);
            var registry = probe.getBean(MeterRegistry.class);
            assertThat(registry.get("solera.probe.accuracy")
                            .tags("label", "speaker", "depth", "2", "kind", "trained")
                            .gauge()
                            .value())
                    .isEqualTo(row(2, "trained", "speaker").accuracy());
            assertThat(registry.get("solera.probe.samples")
                            .tag("use", "train")
                            .functionCounter()
                            .count())
                    .isEqualTo(LEARNING * 2 / 3.0);
        }
    }

    @Test
    void shouldTellAccuraciesOfTheDepthsThatHaveTopicsWhenModulesShareAService() throws Exception {
        // given
        try (var probe = start("probe-shared", 1, List.of("--solera.placement=1-2"))) {
            listen(probe);

            // when
            publishParameters(probe, LEARNING * 2 / 3);
            publish(probe, 0, 0, true);
            publish(probe, 2, 2, true);
            await().until(() -> !rows(false).isEmpty() && finished());

            // then
            assertThat(rows(false))
                    .filteredOn(row -> row.label().equals("speaker"))
                    .extracting(row -> row.depth() + " " + row.network())
                    .containsExactlyInAnyOrder("0 raw", "2 trained", "2 untrained");
            assertThat(rows(true)).extracting(TelemetryEvent.Accuracy::depth).containsOnly(0, 2);
        }
    }

    @Test
    void shouldTellTheTableWhenProbesCannotBeWritten() throws Exception {
        // given a file where their folder is to be
        Path occupied = Files.writeString(folder.resolve("occupied"), "years of work");
        try (var probe = start("probe-unwritten", 1, List.of("--solera.probe.output=" + occupied))) {
            listen(probe);

            // when
            publishParameters(probe, LEARNING * 2 / 3);
            for (int depth = 0; depth <= 2; depth++) {
                publish(probe, depth, 1, true);
            }
            await().until(() -> !rows(false).isEmpty() && finished());

            // then
            assertThat(rows(false)).hasSize(10);
            assertThat(occupied).hasContent("years of work");
        }
    }

    @Test
    void shouldSayWhyNoDepthIsBestWhenModulesLearnedTheLabel() throws Exception {
        // given
        Logger logger = (Logger) LoggerFactory.getLogger(ProbeReport.class);
        String learned = Made.definition("probe-learned", 1) + "baseline: greedy-supervised:speaker:4\n";
        try (var probe = start("probe-learned", learned, List.of())) {
            logger.setLevel(Level.INFO);
            logger.addAppender(said);
            said.start();
            listen(probe);

            // when
            publishParameters(probe, LEARNING * 2 / 3);
            for (int depth = 0; depth <= 2; depth++) {
                publish(probe, depth, 1, true);
            }
            await().until(() -> !rows(false).isEmpty() && finished());

            // then
            assertThat(said.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .anyMatch(line -> line.startsWith("no best depth label=speaker cause=modules learned it"))
                    .anyMatch(line -> line.startsWith("best depth label=phone depth="));
        } finally {
            logger.detachAppender(said);
            logger.setLevel(null);
        }
    }

    @Test
    void shouldFinishWithoutTableWhenRunHasNoEvaluationPass() throws Exception {
        // given
        try (var probe = start("probe-none", 1)) {
            listen(probe);

            // when
            publishParameters(probe, LEARNING * 2 / 3);
            for (int depth = 0; depth <= 2; depth++) {
                publish(probe, depth, 1, false);
            }
            await().until(this::finished);

            // then
            await().until(() -> events.stream()
                    .anyMatch(event -> event instanceof TelemetryEvent.Fitting fitting && fitting.all() == 0));
            assertThat(rows(false)).isEmpty();
            assertThat(finishedCounts()).containsEntry("rolling_train", LEARNING * 2 / 3L);
        }
    }

    @Test
    void shouldFailWithAMessageWhenAWorkerThreadRunsOutOfMemory() throws Exception {
        // given
        try (var probe = start("probe-memory", 1, OutOfMemory.class)) {
            listen(probe);

            // when the other stages have not ended, nor even begun
            publish(probe, 0, 1, true);
            await().until(() -> events.stream().anyMatch(TelemetryEvent.Failed.class::isInstance));

            // then
            assertThat(events)
                    .filteredOn(TelemetryEvent.Failed.class::isInstance)
                    .extracting(event -> ((TelemetryEvent.Failed) event).cause())
                    .containsExactly("java.lang.OutOfMemoryError: Java heap space");
            assertThat(probe.getBean(Lifecycle.class).state()).isEqualTo(Lifecycle.State.FAILED);
            assertThat(probe.getBean(ApplicationAvailability.class).getLivenessState())
                    .isEqualTo(LivenessState.BROKEN);
        }
    }

    /** A probe whose untrained stack does not fit into memory. */
    static final class OutOfMemory {

        @Bean
        ProbeService probeService(
                PipelineDefinition definition,
                ProbeProperties settings,
                SoleraStreams streams,
                ProbeReport report,
                ProbeMetrics metrics,
                ServiceFailure failure) {
            return new ProbeService(definition, settings, streams, report, metrics, failure, (pipeline, parameters) -> {
                throw new OutOfMemoryError("Java heap space");
            });
        }
    }

    private ConfigurableApplicationContext start(String name, int partitions, Class<?>... more) throws Exception {
        return start(name, partitions, List.of(), more);
    }

    private ConfigurableApplicationContext start(String name, int partitions, List<String> arguments, Class<?>... more)
            throws Exception {
        return start(name, Made.definition(name, partitions), arguments, more);
    }

    private ConfigurableApplicationContext start(String name, String pipeline, List<String> arguments, Class<?>... more)
            throws Exception {
        Path definition = Files.writeString(folder.resolve(name + ".yaml"), pipeline);
        return new SpringApplicationBuilder(ProbeApplication.class)
                .sources(more)
                .web(WebApplicationType.NONE)
                .run(Stream.concat(
                                Stream.of(
                                        "--solera.pipeline=" + definition,
                                        "--solera.run=test",
                                        "--spring.main.allow-bean-definition-overriding=true",
                                        "--solera.probe.report-every=100ms",
                                        "--solera.probe.frames-per-sample=4",
                                        "--spring.kafka.bootstrap-servers=" + brokers),
                                arguments.stream())
                        .toArray(String[]::new));
    }

    private void listen(ConfigurableApplicationContext probe) throws InterruptedException {
        probe.getBean(SoleraStreams.class).telemetryFromBeginning("test", events::add);
    }

    /** What modules publish that are as they were before their first step, though they say that they have trained. */
    private static void publishParameters(ConfigurableApplicationContext probe, long samples) throws Exception {
        PipelineDefinition definition = probe.getBean(PipelineDefinition.class);
        ModuleRange modules = new ModuleRange(1, definition.depth());
        SnapshotCodec codec = new SnapshotCodec(definition);
        try (DocumentPublisher publisher = probe.getBean(SoleraStreams.class).parameters(modules);
                ModuleChain chain = new ModuleChain(definition, modules, (report, module) -> {})) {
            for (int number : modules.numbers()) {
                byte[] snapshot = codec.encode(codec.take(chain.module(number), number, samples));
                publisher.deliver(number, samples, SnapshotSchedule.LAST, snapshot);
            }
        }
    }

    /** What stage {@code depth} publishes: learning samples, then two windows of every evaluation recording, then the end. */
    private static void publish(ConfigurableApplicationContext probe, int depth, double apart, boolean evaluation)
            throws InterruptedException {
        PipelineDefinition definition = probe.getBean(PipelineDefinition.class);
        int partitions = definition.wire().partitions();
        consumed(probe.getBean(TelemetryPublisher.class), depth + 1, partitions);
        try (ActivationPublisher publisher = probe.getBean(SoleraStreams.class).publisher("stage-" + depth, depth)) {
            int count = LEARNING + (evaluation ? 2 * (TRAIN + HELD_OUT) : 0);
            List<RoutedSample> samples = new ArrayList<>();
            for (int index = 0; index < count; index++) {
                samples.add(routed(definition, depth, index, apart));
            }
            publisher.publish(samples, 0);
            for (int p = 0; p < partitions; p++) {
                publisher.publishEnd(p, publisher.counts().get(p));
            }
            publisher.awaitDelivered();
        }
    }

    /** Says that the next module has taken everything, so that nothing waits at the lag bound. */
    private static void consumed(TelemetryPublisher telemetry, int stage, int partitions) {
        List<Long> all = Collections.nCopies(partitions, 1_000_000L);
        telemetry.publish(new TelemetryEvent.Position(telemetry.run(), 0, stage, all, List.of()));
    }

    private static RoutedSample routed(PipelineDefinition definition, int depth, int index, double apart) {
        int partitions = definition.wire().partitions();
        long sequence = RoutedSample.sequenceOf(index, partitions);
        int recording = index < LEARNING ? index : (index - LEARNING) / 2;
        Purpose purpose = index < LEARNING
                ? index % 3 == 2 ? Purpose.HELD_OUT : Purpose.TRAIN
                : recording < TRAIN ? Purpose.EVALUATE_TRAIN : Purpose.EVALUATE_HELD_OUT;
        return new RoutedSample(
                RoutedSample.partitionOf(index, partitions),
                Made.sample(definition, depth, sequence, purpose, recording, apart));
    }

    private List<TelemetryEvent.Accuracy> rows(boolean rolling) {
        return events.stream()
                .filter(TelemetryEvent.Accuracy.class::isInstance)
                .map(TelemetryEvent.Accuracy.class::cast)
                .filter(row -> row.rolling() == rolling)
                .toList();
    }

    private TelemetryEvent.Accuracy row(int depth, String network, String label) {
        return rows(false).stream()
                .filter(row -> row.depth() == depth
                        && row.network().equals(network)
                        && row.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private boolean finished() {
        assertThat(events).noneMatch(TelemetryEvent.Failed.class::isInstance);
        return events.stream().anyMatch(TelemetryEvent.Finished.class::isInstance);
    }

    private Map<String, Long> finishedCounts() {
        return events.stream()
                .filter(TelemetryEvent.Finished.class::isInstance)
                .map(event -> ((TelemetryEvent.Finished) event).counts())
                .findFirst()
                .orElseThrow();
    }
}

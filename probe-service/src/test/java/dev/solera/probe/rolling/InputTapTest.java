package dev.solera.probe.rolling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.Made;
import dev.solera.service.KafkaBroker;
import dev.solera.service.SoleraServiceConfiguration;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.TelemetryEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** What a tap makes of a real input topic. */
@ExtendWith(KafkaBroker.class)
@Timeout(120)
class InputTapTest {

    private static final int SAMPLES = 120;
    private static final int EVALUATION = 10;

    @TempDir
    private Path folder;

    private final String brokers;
    private final List<Sample> came = new ArrayList<>();
    private final List<float[]> copies = new ArrayList<>();
    private final Set<float[]> passed = Collections.newSetFromMap(new IdentityHashMap<>());

    InputTapTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    /** Only what it takes to write a topic and to read it. */
    @Configuration
    @ImportAutoConfiguration({KafkaAutoConfiguration.class, SoleraServiceConfiguration.class})
    static class StreamsAlone {}

    private ConfigurableApplicationContext start(String name, int partitions) throws Exception {
        Path definition = Files.writeString(folder.resolve(name + ".yaml"), Made.definition(name, partitions));
        return new SpringApplicationBuilder(StreamsAlone.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--solera.pipeline=" + definition,
                        "--solera.run=test",
                        "--spring.kafka.bootstrap-servers=" + brokers);
    }

    /** Every third is held out; of each kind of these every other one has no label. */
    private static Sample sample(PipelineDefinition pipeline, int index, int partitions) {
        Purpose purpose = index % 3 == 2 ? Purpose.HELD_OUT : Purpose.TRAIN;
        Sample made = Made.sample(pipeline, 0, RoutedSample.sequenceOf(index, partitions), purpose, index, 1);
        return index % 2 == 0
                ? made
                : new Sample(
                        made.sequence(),
                        made.purpose(),
                        made.recording(),
                        made.valid(),
                        Map.of(
                                "speaker",
                                new int[] {-1},
                                "phone",
                                unknown(made.labels().get("phone").length)),
                        made.shape(),
                        made.values());
    }

    private static int[] unknown(int frames) {
        int[] labels = new int[frames];
        Arrays.fill(labels, -1);
        return labels;
    }

    /** Says beforehand that the first module has taken everything, so that nothing waits at the lag bound. */
    private static void publish(ConfigurableApplicationContext context, ActivationPublisher publisher)
            throws Exception {
        PipelineDefinition pipeline = context.getBean(PipelineDefinition.class);
        int partitions = pipeline.wire().partitions();
        TelemetryPublisher telemetry = context.getBean(TelemetryPublisher.class);
        telemetry.publish(new TelemetryEvent.Position(
                telemetry.run(), 0, 1, Collections.nCopies(partitions, 1_000_000L), List.of()));
        List<RoutedSample> samples = new ArrayList<>();
        for (int index = 0; index < SAMPLES; index++) {
            samples.add(
                    new RoutedSample(RoutedSample.partitionOf(index, partitions), sample(pipeline, index, partitions)));
        }
        for (int index = SAMPLES; index < SAMPLES + EVALUATION; index++) {
            long sequence = RoutedSample.sequenceOf(index, partitions);
            samples.add(new RoutedSample(
                    RoutedSample.partitionOf(index, partitions),
                    Made.sample(pipeline, 0, sequence, Purpose.EVALUATE_TRAIN, index, 1)));
        }
        publisher.publish(samples, 0);
        publisher.awaitDelivered();
    }

    /** As rolling probes do, which keep what has a label. */
    private boolean keeps(Sample sample) {
        if (sample.labels().get("speaker")[0] < 0) {
            passed.add(sample.values());
            return false;
        }
        came.add(sample);
        copies.add(sample.values().clone());
        return true;
    }

    private InputTap follow(SoleraStreams streams) throws InterruptedException {
        InputTap tap = new InputTap(this::keeps);
        try (ActivationConsumer consumer =
                streams.tap("test", 0, Collections.nCopies(streams.partitions(), PartitionPosition.START))) {
            tap.follow(consumer);
        }
        return tap;
    }

    @Test
    void shouldFollowTheInputUpToTheEvaluationPassAndReuseTheMemoryOfWhatIsNotKept() throws Exception {
        try (ConfigurableApplicationContext context = start("tap-whole", 2)) {
            SoleraStreams streams = context.getBean(SoleraStreams.class);
            try (ActivationPublisher publisher = streams.publisher("source", 0)) {
                // given
                publish(context, publisher);

                // when
                InputTap tap = follow(streams);

                // then
                assertThat(tap.train()).isEqualTo(SAMPLES * 2 / 3);
                assertThat(tap.heldOut()).isEqualTo(SAMPLES / 3);
                assertThat(tap.dropped()).isZero();
                assertThat(came)
                        .extracting(Sample::recording)
                        .containsExactlyElementsOf(IntStream.range(0, SAMPLES)
                                .filter(index -> index % 2 == 0)
                                .boxed()
                                .toList());
                assertThat(passed).hasSizeLessThan(SAMPLES / 2);
                for (int i = 0; i < copies.size(); i++) {
                    assertThat(came.get(i).values()).as("sample %d", i).containsExactly(copies.get(i));
                }
            }
        }
    }

    @Test
    void shouldCountWhatWasDeletedBeforeItCouldBeRead() throws Exception {
        try (ConfigurableApplicationContext context = start("tap-late", 1)) {
            SoleraStreams streams = context.getBean(SoleraStreams.class);
            try (ActivationPublisher publisher = streams.publisher("source", 0);
                    Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
                // given
                publish(context, publisher);
                var partition = new TopicPartition("solera.tap-late.activations.0", 0);
                admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(3)))
                        .all()
                        .get();

                // when
                InputTap tap = follow(streams);

                // then
                assertThat(tap.dropped()).isPositive();
                assertThat(tap.dropped() + tap.train() + tap.heldOut()).isEqualTo(SAMPLES);
            }
        }
    }
}

package dev.solera.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.StreamItem;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;

/** Stages that wait for each other, through a broker: the lag bound is 16 samples. */
@ExtendWith(KafkaBroker.class)
@Timeout(60)
class FlowTest {

    private static final AtomicInteger PIPELINES = new AtomicInteger();
    private static final int BOUND = 16;
    private static final int IN_FLIGHT = 8;

    private final String brokers;
    private final TestStreams pipeline;

    FlowTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
        String name = "flow-" + PIPELINES.incrementAndGet();
        pipeline = new TestStreams(broker.bootstrapServers(), TestStreams.definition(name, "bfloat16", 1, 4096));
    }

    private void tellConsumed(int stage, long sequences) {
        pipeline.telemetry.publish(
                new TelemetryEvent.Position(TestStreams.RUN, 0, stage, List.of(sequences), List.of(0L)));
    }

    @Test
    void shouldHoldThePublisherWhenTheStageDownstreamDoesNotConsume() throws Exception {
        try (pipeline;
                var publisher = pipeline.streams().publisher("module-1", 1)) {
            // given more samples than the bound, as another run and the own stage are far ahead
            pipeline.telemetry.publish(new TelemetryEvent.Position("other", 0, 2, List.of(1000L), List.of()));
            tellConsumed(1, 1000);
            List<RoutedSample> sent = pipeline.samples(1, 0, 40);
            publisher.publish(sent, 1);

            // when
            await().until(() -> publisher.acknowledged().get(0) > 0);
            await().during(Duration.ofMillis(700))
                    .until(() -> publisher.acknowledged().get(0) <= BOUND);
            long held = publisher.acknowledged().get(0);
            tellConsumed(2, held);

            // then
            await().until(() -> publisher.acknowledged().get(0) > held);
            assertThat(publisher.acknowledged().get(0)).isLessThanOrEqualTo(held + BOUND);
            tellConsumed(2, 40);
            publisher.awaitDelivered();
            assertThat(publisher.acknowledged()).containsExactly(40L);
            assertThat(publisher.waited()).isGreaterThan(Duration.ofMillis(100));
            assertThat(publisher.lag()).isZero();
        }
    }

    /** Far back is told once in 15 s, what is told on the telemetry topic meanwhile is far more. */
    @Test
    void shouldHearHowFarBackAStageCanBeTakenFromPositionsAloneWhenItWasToldBefore() throws Exception {
        var heard = new CopyOnWriteArrayList<TelemetryEvent>();
        try (pipeline) {
            // given
            pipeline.telemetry.publish(new TelemetryEvent.Waiting(TestStreams.RUN, 0, "ingest", "told before"));
            var other = new TelemetryEvent.Kept("other", 0, 2, 7);
            var kept = new TelemetryEvent.Kept(TestStreams.RUN, 0, 2, 96);
            var last = new TelemetryEvent.Position(TestStreams.RUN, 0, 1, List.of(7L), List.of());
            pipeline.telemetry.publish(other);
            pipeline.telemetry.publish(kept);
            tellConsumed(2, 120);
            pipeline.telemetry.flush();

            // when
            try (var ignored = pipeline.streams().positionsFromBeginning("test", heard::add)) {
                await().until(() -> heard.size() >= 2);
                // what else it reads would come before this
                pipeline.telemetry.publish(last);
                await().until(() -> heard.contains(last));
            }

            // then neither replaces the other
            assertThat(heard)
                    .containsExactly(
                            kept, new TelemetryEvent.Position(TestStreams.RUN, 0, 2, List.of(120L), List.of(0L)), last);
            assertThat(heard).extracting(TelemetryEvent::key).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldKeepOneNewestPositionAStageWhenManyAreTold() throws Exception {
        try (pipeline;
                var publisher = pipeline.streams().publisher("module-1", 1);
                var reader = new DefaultKafkaConsumerFactory<>(
                                Map.<String, Object>of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers),
                                new StringDeserializer(),
                                new ByteArrayDeserializer())
                        .createConsumer()) {
            // given
            var topic = new TopicPartition(pipeline.topics.positions(), 0);
            reader.assign(List.of(topic));
            reader.seekToBeginning(List.of(topic));

            // when
            tellConsumed(1, 7);
            tellConsumed(2, 8);
            tellConsumed(2, 9);
            pipeline.telemetry.flush();

            // then what compaction goes by is the stage of this run
            assertThat(reader.poll(Duration.ofSeconds(20)))
                    .extracting(ConsumerRecord::key)
                    .containsExactly(TestStreams.RUN + "/1", TestStreams.RUN + "/2", TestStreams.RUN + "/2");
            assertThat(pipeline.provisioner.topics())
                    .filteredOn(made -> made.name().equals(topic.topic()))
                    .singleElement()
                    .extracting(NewTopic::configs)
                    .isEqualTo(Map.of("cleanup.policy", "compact", "segment.bytes", "1048576"));
            // and the gate reads nothing else
            publisher.publish(pipeline.samples(1, 0, 20), 1);
            publisher.awaitDelivered();
            await().untilAsserted(() -> assertThat(publisher.lag()).isEqualTo(11));
        }
    }

    @Test
    void shouldReadPositionsTogetherWhenNobodyWaitsForThem() throws Exception {
        var heard = new CopyOnWriteArrayList<Long>();
        try (pipeline;
                var ignored = pipeline.streams().publisher("module-1", 1, List.of(StreamCounts.NONE), event -> {
                    if (event instanceof TelemetryEvent.Position) {
                        heard.add(System.nanoTime());
                    }
                })) {
            // given that it has read what there was
            tellConsumed(2, 1);
            pipeline.telemetry.flush();
            await().until(() -> heard.size() == 1);

            // when
            for (int told = 2; told <= 100; told++) {
                tellConsumed(2, told);
                pipeline.telemetry.flush();
            }

            // then with a pause, in which more of them come
            await().until(() -> heard.size() == 100);
            assertThat(IntStream.range(1, heard.size()).mapToLong(i -> heard.get(i) - heard.get(i - 1)))
                    .anyMatch(nanos -> nanos > 800_000_000);
        }
    }

    @Test
    void shouldEndWhenAHeldPublisherIsClosed() throws Exception {
        try (pipeline) {
            // given
            var publisher = pipeline.streams().publisher("module-1", 1);
            publisher.publish(pipeline.samples(1, 0, 40), 1);
            await().until(() -> publisher.acknowledged().get(0) > 0);

            // when
            publisher.close();

            // then
            assertThatThrownBy(() -> publisher.publish(pipeline.samples(1, 40, 1), 1))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldTellPositionsWhenAStageRuns() throws Exception {
        var positions = new CopyOnWriteArrayList<TelemetryEvent.Position>();
        try (pipeline;
                var upstream = pipeline.streams().publisher("module-1", 1);
                var input = pipeline.streams().consumer("module-2", 1);
                var output = pipeline.streams().publisher("module-2", 2);
                var reporter = pipeline.streams().positions("module-2", 2, Optional.of(input), output);
                var ignored = pipeline.streams().telemetryFromBeginning("test", event -> {
                    if (event instanceof TelemetryEvent.Position position && position.stage() == 2) {
                        positions.add(position);
                    }
                })) {
            // when a stage has taken 30 of 40 samples and published 20
            upstream.publish(pipeline.samples(1, 0, 40), 1);
            for (int i = 0; i < 30; i++) {
                assertThat(input.take()).get().isInstanceOf(StreamItem.Arrived.class);
            }
            output.publish(pipeline.samples(2, 0, 20), 1);
            output.awaitDelivered();

            // then
            assertThat(reporter).isNotNull();
            await().until(() -> positions.stream()
                    .anyMatch(p ->
                            p.consumed().equals(List.of(30L)) && p.published().equals(List.of(20L))));
        }
    }

    @Test
    void shouldTellWhatTheFirstModuleReadAndTheLastOneWroteWhenTheyShareAService() throws Exception {
        var positions = new CopyOnWriteArrayList<TelemetryEvent.Position>();
        try (pipeline;
                var upstream = pipeline.streams().publisher("ingest", 0);
                var input = pipeline.streams().consumer("module-1-2", 0);
                var output = pipeline.streams().publisher("module-1-2", 2);
                var reporter = pipeline.streams().positions(new ModuleRange(1, 2), input, output);
                var ignored = pipeline.streams().telemetryFromBeginning("test", event -> {
                    if (event instanceof TelemetryEvent.Position position) {
                        positions.add(position);
                    }
                })) {
            // when
            upstream.publish(pipeline.samples(0, 0, 10), 1);
            for (int i = 0; i < 8; i++) {
                assertThat(input.take()).get().isInstanceOf(StreamItem.Arrived.class);
            }
            output.publish(pipeline.samples(2, 0, 4), 1);
            output.awaitDelivered();

            // then
            assertThat(reporter).isNotNull();
            await().until(() -> positions.stream()
                    .anyMatch(p -> p.stage() == 1
                            && p.consumed().equals(List.of(8L))
                            && p.published().isEmpty()));
            await().until(() -> positions.stream()
                    .anyMatch(p -> p.stage() == 2
                            && p.consumed().isEmpty()
                            && p.published().equals(List.of(4L))));
        }
    }

    @Test
    void shouldDeleteRecordsBeforeAPositionButNotTheOneThatHoldsIt() throws Exception {
        try (pipeline;
                var stage = pipeline.streams().publisher("module-2", 2);
                var input = pipeline.streams().consumer("reader", 2);
                var needless = pipeline.streams().needlessRecords("reader", 2)) {
            // given
            stage.publish(pipeline.samples(2, 0, 40), 1);
            StreamCounts counts = StreamCounts.NONE;
            long offset = 0;
            for (int i = 0; i < 20; i++) {
                var arrived = (StreamItem.Arrived) input.take().orElseThrow();
                counts = counts.plus(arrived.sample());
                offset = arrived.offset();
            }

            // when
            needless.deleteBefore(List.of(new PartitionPosition(offset, counts)));

            // then records of 5 samples and less before sequence 20 are gone, the one that holds sample 19 is not
            String topic = pipeline.topics.activations(2);
            await().until(() -> beginning(topic) > 0);
            assertThat(beginning(topic)).isEqualTo(offset);
            assertThat(firstSequence(topic)).isBetween(15L, 19L);
        }
    }

    @Test
    void shouldDeleteNothingWhenAPositionIsInTheEvaluationPass() throws Exception {
        try (pipeline;
                var stage = pipeline.streams().publisher("module-2", 2);
                var needless = pipeline.streams().needlessRecords("reader", 2)) {
            // given
            stage.publish(pipeline.samples(2, 0, 40), 1);
            stage.awaitDelivered();
            String topic = pipeline.topics.activations(2);
            StreamCounts training = new StreamCounts(List.of(10L, 0L, 0L, 0L), 0);
            StreamCounts evaluating = new StreamCounts(List.of(10L, 0L, 1L, 0L), 0);

            // when
            needless.deleteBefore(List.of(new PartitionPosition(4, evaluating)));
            needless.deleteBefore(List.of(new PartitionPosition(2, training)));

            // then
            await().until(() -> beginning(topic) > 0);
            assertThat(beginning(topic)).isEqualTo(2);
        }
    }

    @Test
    void shouldPassSamplesOverAndSayWhichWhenNewOnesComeFasterThanTheyAreTaken() throws Exception {
        // given a stage that is busy with what it took first
        try (pipeline;
                var latest = new TestStreams(brokers, latest(pipeline.definition));
                var publisher = latest.streams().publisher("ingest", 0);
                var input = latest.streams().consumer("module-1", 0)) {
            List<RoutedSample> before = latest.samples(0, 0, 60);
            List<RoutedSample> after = latest.samples(0, 60, 4);
            // More than the lag bound, while nobody takes any: a publisher that the stage could hold would not return.
            publisher.publish(before, 0);
            await().until(() -> input.passedOver() > 0 && input.queued() == IN_FLIGHT);
            publisher.awaitDelivered();
            await().until(() -> input.passedOver() == before.size() - IN_FLIGHT);

            // when it goes on
            List<StreamItem> taken = new ArrayList<>();
            for (int i = 0; i < IN_FLIGHT; i++) {
                taken.add(input.take().orElseThrow());
            }
            publisher.publish(after, 0);
            publisher.publishEnd(0, TestStreams.counts(0, latest.samples(0, 0, 64)));
            taken.addAll(TestStreams.drain(input));

            // then what comes next is new
            assertThat(taken)
                    .filteredOn(StreamItem.Arrived.class::isInstance)
                    .extracting(item -> ((StreamItem.Arrived) item).sample().sequence())
                    .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 60L, 61L, 62L, 63L);
            assertThat(taken.get(IN_FLIGHT)).isEqualTo(new StreamItem.Skipped(0, gapOffset(taken), 8, 59));
            var end = (StreamItem.Ended) taken.get(taken.size() - 1);
            assertThat(end.counts().skipped()).isEqualTo(52);
            assertThat(end.counts().total()).isEqualTo(64);
        }
    }

    private static long gapOffset(List<StreamItem> taken) {
        return taken.get(IN_FLIGHT).offset();
    }

    private static PipelineDefinition latest(PipelineDefinition definition) {
        return PipelineDefinitions.parse(PipelineDefinitions.format(definition).replace("lossless", "latest"));
    }

    private long firstSequence(String topic) {
        var first = pipeline.records(topic, 0).get(0);
        return RecordHeader.read(first.headers()).firstSequence();
    }

    private long beginning(String topic) {
        var partition = new TopicPartition(topic, 0);
        try (var consumer = pipeline.clients.consumers("", Map.of()).createConsumer()) {
            return consumer.beginningOffsets(List.of(partition)).get(partition);
        }
    }

    @Test
    void shouldFailLaterCallsWhenADeliveryFailed() throws Exception {
        try (pipeline;
                var publisher = pipeline.streams().publisher("module-2", 2)) {
            // given a topic that takes no record of this size any more
            try (var admin = pipeline.clients.admin("", Map.of())) {
                shrink(admin, pipeline.topics.activations(2));
            }

            // when the broker gets to know of that
            var published = new AtomicInteger();
            assertThatThrownBy(() -> {
                        while (true) {
                            publisher.publish(pipeline.samples(2, published.getAndIncrement(), 1), 1);
                            publisher.awaitDelivered();
                        }
                    })
                    .isInstanceOf(PublishFailedException.class)
                    .hasMessageContaining("were not delivered");

            // then
            assertThatThrownBy(() -> publisher.publish(pipeline.samples(2, published.get(), 1), 1))
                    .isInstanceOf(PublishFailedException.class);
        }
    }

    private static void shrink(Admin admin, String topic) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var tiny = new AlterConfigOp(new ConfigEntry("max.message.bytes", "100"), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(Map.of(resource, List.of(tiny))).all().get();
    }
}

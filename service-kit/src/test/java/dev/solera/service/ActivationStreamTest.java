package dev.solera.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.activation.WireRounding;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import dev.solera.stream.BrokenStreamException;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamHeaders;
import dev.solera.stream.StreamItem;
import dev.solera.stream.TelemetryEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is published arrives: in order, once, as the wire rounds it. */
@ExtendWith(KafkaBroker.class)
@Timeout(60)
class ActivationStreamTest {

    private final String brokers;

    ActivationStreamTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldHandOutWhatTheWireRoundsWhenPublishedAtAPrecision(Precision precision) throws Exception {
        try (var pipeline = TestStreams.open(brokers, precision.name().toLowerCase(Locale.ROOT), 1);
                var publisher = pipeline.streams().publisher("module-2", 2);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given samples of several records, handed over in lists that are no multiple of a record
            List<RoutedSample> sent = pipeline.samples(2, 0, 50);

            // when
            publisher.publish(sent.subList(0, 3), 1);
            publisher.publish(sent.subList(3, 50), 2);
            publisher.publishEnd(0, TestStreams.counts(0, sent));
            publisher.awaitDelivered();
            List<StreamItem> items = TestStreams.drain(consumer);

            // then
            assertThat(pipeline.records(pipeline.topics.activations(2), 0)).hasSizeGreaterThan(7);
            assertThat(items).hasSize(51);
            for (int i = 0; i < 50; i++) {
                var arrived = (StreamItem.Arrived) items.get(i);
                requireSame(sent.get(i).sample(), arrived.sample(), precision);
                assertThat(arrived.producerStep()).isEqualTo(i < 3 ? 1 : 2);
            }
            assertThat(((StreamItem.Ended) items.get(50)).counts()).isEqualTo(TestStreams.counts(0, sent));
            assertThat(publisher.acknowledged()).containsExactly(50L);
            assertThat(consumer.taken()).containsExactly(50L);
            assertThat(consumer.bytesIn()).isEqualTo(publisher.bytesOut()).isPositive();
        }
    }

    /** Who is told may write over them. */
    @Test
    void shouldReadNoValuesAnyMoreWhenItHasToldThatTheyAreEncoded() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "float32", 1);
                var publisher = pipeline.streams().publisher("module-2", 2);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given
            List<RoutedSample> sent = pipeline.samples(2, 0, 20);
            List<float[]> values = sent.stream()
                    .map(routed -> routed.sample().values().clone())
                    .toList();
            List<Long> encoded = new CopyOnWriteArrayList<>();
            publisher.onEncoded(sample -> {
                Arrays.fill(sample.values(), Float.NaN);
                encoded.add(sample.sequence());
            });

            // when
            publisher.publish(sent, 1);
            publisher.publishEnd(0, TestStreams.counts(0, sent));
            publisher.awaitDelivered();
            List<StreamItem> items = TestStreams.drain(consumer);

            // then
            assertThat(encoded)
                    .containsExactlyElementsOf(sent.stream()
                            .map(routed -> routed.sample().sequence())
                            .toList());
            assertThat(items).hasSize(21);
            for (int i = 0; i < 20; i++) {
                assertThat(((StreamItem.Arrived) items.get(i)).sample().values())
                        .isEqualTo(values.get(i));
            }
        }
    }

    private static void requireSame(Sample sent, Sample got, Precision precision) {
        assertThat(got.values()).isEqualTo(WireRounding.round(precision, sent.values(), sent.shape()));
        assertThat(got.sequence()).isEqualTo(sent.sequence());
        assertThat(got.purpose()).isEqualTo(sent.purpose());
        assertThat(got.recording()).isEqualTo(sent.recording());
        assertThat(got.valid()).isEqualTo(sent.valid());
        assertThat(got.labels().keySet()).isEqualTo(sent.labels().keySet());
        sent.labels().forEach((name, row) -> assertThat(got.labels().get(name)).containsExactly(row));
    }

    @Test
    void shouldCarrySamplesThatAreLargerThanABrokerTakesByItself() throws Exception {
        // given samples of 8 MB each
        String yaml = """
                pipeline: stream-large
                input: {kind: audio, sample-rate: 16000, window: 20480}
                batch: 4
                learning-rate: 2e-4
                seed: 1
                wire: {precision: float32, compression: none}
                flow: {lag-bound: 16, in-flight: 4}
                loss: {prediction-steps: 2, sub-window: 8, negatives: {form: shared, count: 4}}
                modules:
                  - encoder: [{channels: 512, kernel: 10, stride: 5, padding: 2}]
                """;
        try (var pipeline = new TestStreams(brokers, PipelineDefinitions.parse(yaml));
                var publisher = pipeline.streams().publisher("module-1", 1);
                var consumer = pipeline.streams().consumer("probe", 1)) {
            List<RoutedSample> sent = pipeline.samples(1, 0, 3);

            // when
            publisher.publish(sent, 1);
            publisher.publishEnd(0, TestStreams.counts(0, sent));
            List<StreamItem> items = TestStreams.drain(consumer);

            // then
            assertThat(items).hasSize(4);
            for (int i = 0; i < 3; i++) {
                requireSame(sent.get(i).sample(), ((StreamItem.Arrived) items.get(i)).sample(), Precision.FLOAT32);
            }
            assertThat(consumer.bytesIn()).isGreaterThan(24_000_000);
        }
    }

    @Test
    void shouldMergeInTheOrderOfIngestWhenThereAreSeveralPartitions() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "float32", 3);
                var publisher = pipeline.streams().publisher("module-2", 2);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given
            List<RoutedSample> sent = pipeline.samples(2, 0, 100);

            // when
            publisher.publish(sent, 1);
            for (int p = 0; p < 3; p++) {
                publisher.publishEnd(p, TestStreams.counts(p, sent));
            }
            List<StreamItem> items = TestStreams.drain(consumer);

            // then
            assertThat(items.stream()
                            .filter(StreamItem.Arrived.class::isInstance)
                            .map(item -> ((StreamItem.Arrived) item).sample().recording()))
                    .isEqualTo(sent.stream().map(s -> s.sample().recording()).toList());
            assertThat(items).hasSize(103);
        }
    }

    @Test
    void shouldDropWhatComesAgainWhenAProducerRepeatsItself() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given a producer that dies after 20 samples and goes on from its checkpoint at 10
            List<RoutedSample> sent = pipeline.samples(2, 0, 30);
            try (var first = pipeline.streams().publisher("module-2", 2)) {
                first.publish(sent.subList(0, 20), 5);
                first.awaitDelivered();
            }
            var checkpoint = List.of(TestStreams.counts(0, sent.subList(0, 10)));
            try (var second = pipeline.streams().publisher("module-2", 2, checkpoint)) {
                second.publish(sent.subList(10, 30), 3);
                second.publishEnd(0, TestStreams.counts(0, sent));
                second.awaitDelivered();
            }

            // when
            List<StreamItem> items = TestStreams.drain(consumer);

            // then
            assertThat(items.stream()
                            .filter(StreamItem.Arrived.class::isInstance)
                            .map(item -> ((StreamItem.Arrived) item).sample().recording()))
                    .isEqualTo(sent.stream().map(s -> s.sample().recording()).toList());
            assertThat(consumer.duplicates()).isEqualTo(10);
        }
    }

    @Test
    void shouldCountTheGapWhenATapReads() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var tap = pipeline.streams().tap("probe", 2, List.of(PartitionPosition.START))) {
            // given
            List<RoutedSample> sent = pipeline.samples(2, 0, 10);
            pipeline.publishFrom(0, sent.subList(0, 5));
            pipeline.publishFrom(7, sent.subList(7, 10));

            // when
            for (int i = 0; i < 8; i++) {
                assertThat(tap.take()).isPresent();
            }

            // then
            assertThat(tap.missed()).isEqualTo(2);
            assertThat(tap.taken()).containsExactly(10L);
        }
    }

    @Test
    void shouldGoOnAtTheOldestRecordWhenWhatATapWantedIsDeleted() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1)) {
            // given three records, two of which are gone
            for (int i = 0; i < 3; i++) {
                pipeline.publishFrom(i, pipeline.samples(2, i, 1));
            }
            deleteBefore(pipeline, 2);
            var beginning = List.of(PartitionPosition.at(0));

            // when
            try (var tap = pipeline.streams().tap("probe", 2, beginning);
                    var lossless = pipeline.streams().consumer("module-3", 2, beginning)) {
                var arrived = (StreamItem.Arrived) tap.take().orElseThrow();

                // then
                assertThat(arrived.sample().sequence()).isEqualTo(2);
                assertThat(tap.missed()).isEqualTo(2);
                assertThatThrownBy(lossless::take)
                        .isInstanceOf(BrokenStreamException.class)
                        .hasMessageContaining("position in [" + pipeline.topics.activations(2) + "-0] is gone");
            }
        }
    }

    private static void deleteBefore(TestStreams pipeline, long offset) throws Exception {
        var partition = new TopicPartition(pipeline.topics.activations(2), 0);
        try (var admin = pipeline.clients.admin("", Map.of())) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get();
        }
    }

    @Test
    void shouldSayWhereTheEvaluationPassBeginsWhenItDoes() throws Exception {
        var starts = new CopyOnWriteArrayList<TelemetryEvent.EvaluationStart>();
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var publisher = pipeline.streams().publisher("module-2", 2);
                var ignored = pipeline.streams().telemetryFromBeginning("test", event -> {
                    if (event instanceof TelemetryEvent.EvaluationStart start) {
                        starts.add(start);
                    }
                })) {
            // given two records of training, then evaluation
            List<RoutedSample> sent = pipeline.samples(2, 0, 4);
            publisher.publish(sent.subList(0, 1), 1);
            publisher.publish(sent.subList(1, 2), 2);

            // when
            publisher.publish(List.of(evaluating(sent.get(2))), 2);
            publisher.publish(List.of(evaluating(sent.get(3))), 2);
            publisher.awaitDelivered();

            // then
            await().untilAsserted(() -> assertThat(starts).hasSize(1));
            assertThat(starts.get(0).stage()).isEqualTo(2);
            assertThat(starts.get(0).offset()).isEqualTo(2);
        }
    }

    private static RoutedSample evaluating(RoutedSample routed) {
        Sample s = routed.sample();
        return new RoutedSample(
                routed.partition(),
                new Sample(
                        s.sequence(),
                        Purpose.EVALUATE_TRAIN,
                        s.recording(),
                        s.valid(),
                        s.labels(),
                        s.shape(),
                        s.values()));
    }

    @Test
    void shouldDescribeTheRecordInItsHeadersWhenPublished() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "int8", 1)) {
            // when
            pipeline.publishFrom(0, pipeline.samples(2, 0, 3));

            // then
            var record = pipeline.records(pipeline.topics.activations(2), 0).get(0);
            assertThat(RecordHeader.read(record.headers()))
                    .isEqualTo(new RecordHeader(TestStreams.RUN, pipeline.identity(), RecordKind.ACTIVATIONS, 0, 2, 1));
            assertThat(record.headers().lastHeader(StreamHeaders.CONTENT_TYPE).value())
                    .asString()
                    .isEqualTo("application/vnd.safetensors");
        }
    }
}

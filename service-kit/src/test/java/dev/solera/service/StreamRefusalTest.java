package dev.solera.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.activation.Purpose;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.stream.BrokenStreamException;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.RecordHeader;
import dev.solera.stream.RecordKind;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.StreamItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a consumer does not take: gaps, poison, ends that do not match, other runs. */
@ExtendWith(KafkaBroker.class)
@Timeout(60)
class StreamRefusalTest {

    /** Of producers: they give up soon, but not before a busy machine has delivered what can be delivered. */
    private static final Map<String, Object> IMPATIENT =
            Map.of("delivery.timeout.ms", 4000, "request.timeout.ms", 2000, "linger.ms", 0, "max.block.ms", 2000);

    private final String brokers;

    StreamRefusalTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldFailWhenNothingExplainsAGap() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given sequences 0 to 4, then 7
            List<RoutedSample> sent = pipeline.samples(2, 0, 10);
            pipeline.publishFrom(0, sent.subList(0, 5));
            pipeline.publishFrom(7, sent.subList(7, 10));

            // when what came before the gap is taken
            for (int i = 0; i < 5; i++) {
                assertThat(consumer.take()).isPresent();
            }

            // then
            assertThatThrownBy(consumer::take)
                    .isInstanceOf(BrokenStreamException.class)
                    .hasMessageContaining("next sequence is 7; allowed: 5");
        }
    }

    @Test
    void shouldFailWhenTheEndCountsDoNotMatch() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given one sample, and an end record that speaks of another purpose
            List<RoutedSample> sent = pipeline.samples(2, 0, 1);
            pipeline.publishFrom(0, sent);
            pipeline.put(
                    new RecordHeader(TestStreams.RUN, pipeline.identity(), RecordKind.END, 1, 1, 0),
                    counts(Purpose.HELD_OUT).encode());

            // when
            assertThat(consumer.take()).isPresent();

            // then
            assertThatThrownBy(consumer::take)
                    .isInstanceOf(BrokenStreamException.class)
                    .hasMessageContaining("end record says");
        }
    }

    @Test
    void shouldFailWhenTheEndCannotBeRead() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given
            pipeline.publishFrom(0, pipeline.samples(2, 0, 1));
            pipeline.put(
                    new RecordHeader(TestStreams.RUN, pipeline.identity(), RecordKind.END, 1, 1, 0), new byte[] {7});

            // when
            assertThat(consumer.take()).isPresent();

            // then
            assertThatThrownBy(consumer::take)
                    .isInstanceOf(BrokenStreamException.class)
                    .hasMessageContaining("end record cannot be read");
            assertThat(pipeline.records(pipeline.topics.deadLetters(2), 0)).hasSize(1);
        }
    }

    @Test
    void shouldNotBelieveTheHeaderWhenAnUnreadableRecordClaimsMoreThanARecordCanHold() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given a record that claims a million samples, and one that goes on where it really would have
            List<RoutedSample> sent = pipeline.samples(2, 0, 4);
            pipeline.put(
                    new RecordHeader(TestStreams.RUN, pipeline.identity(), RecordKind.ACTIVATIONS, 0, 1_000_000, 0),
                    new byte[] {7});
            pipeline.publishFrom(2, sent.subList(2, 4));

            // when
            var skipped = (StreamItem.Skipped) consumer.take().orElseThrow();
            var next = (StreamItem.Arrived) consumer.take().orElseThrow();

            // then
            assertThat(skipped.lastSequence()).isEqualTo(1);
            assertThat(next.sample().sequence()).isEqualTo(2);
        }
    }

    private static StreamCounts counts(Purpose purpose) {
        var counts = new ArrayList<>(StreamCounts.NONE.samples());
        counts.set(purpose.ordinal(), 1L);
        return new StreamCounts(counts, 0);
    }

    @Test
    void shouldPutPoisonOnTheDeadLetterTopicAndGoOnWhenARecordCannotBeRead() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given 3 samples, bytes that are none in place of 2, a record without headers, 3 samples more
            List<RoutedSample> sent = pipeline.samples(2, 0, 8);
            pipeline.publishFrom(0, sent.subList(0, 3));
            pipeline.put(
                    new RecordHeader(TestStreams.RUN, pipeline.identity(), RecordKind.ACTIVATIONS, 3, 4, 1),
                    new byte[] {1, 2, 3});
            pipeline.put(new ProducerRecord<>(pipeline.topics.activations(2), 0, null, new byte[] {4}));
            pipeline.publishFrom(5, sent.subList(5, 8));

            // when
            for (int i = 0; i < 3; i++) {
                assertThat(consumer.take()).get().isInstanceOf(StreamItem.Arrived.class);
            }
            var skipped = (StreamItem.Skipped) consumer.take().orElseThrow();
            var next = (StreamItem.Arrived) consumer.take().orElseThrow();

            // then
            assertThat(skipped.firstSequence()).isEqualTo(3);
            assertThat(skipped.lastSequence()).isEqualTo(4);
            assertThat(next.sample().sequence()).isEqualTo(5);
            assertThat(consumer.deadLetters()).isEqualTo(2);
            var letters = pipeline.records(pipeline.topics.deadLetters(2), 0);
            assertThat(letters).hasSize(2);
            assertThat(letters.get(0).value()).containsExactly(1, 2, 3);
            assertThat(new String(letters.get(0)
                            .headers()
                            .lastHeader("kafka_dlt-exception-message")
                            .value()))
                    .contains("document is 3 bytes; allowed: 8 or more");
            assertThat(letters.get(0).headers().lastHeader("kafka_dlt-original-offset"))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldRefuseTheStreamInASentenceWhenItIsOfAnotherIdentity(boolean tap) throws Exception {
        var beginning = List.of(PartitionPosition.START);
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var consumer = tap
                        ? pipeline.streams().tap("probe", 2, beginning)
                        : pipeline.streams().consumer("probe", 2, beginning)) {
            // given
            pipeline.put(
                    new RecordHeader(TestStreams.RUN, "fedcba9876543210", RecordKind.ACTIVATIONS, 0, 6, 1),
                    new byte[0]);

            // when, then
            assertThatThrownBy(consumer::take)
                    .isInstanceOf(BrokenStreamException.class)
                    .hasMessageContaining("identity is fedcba987654; allowed: ")
                    .hasMessageContaining(pipeline.identity().substring(0, 12))
                    .hasMessageContaining("seed");
            assertThat(consumer.deadLetters()).isZero();
            assertThatThrownBy(() -> pipeline.streams().published(2)).hasMessageContaining("identity is fedcba987654");
        }
    }

    @Test
    void shouldTellTheLostDeliveryAloneWhenThePublisherWaitsForTheStageDownstream() throws Exception {
        // given a topic that goes away when the publisher knows where it is, and a producer that gives up soon
        var definition = TestStreams.definition("lost-at-the-gate", "bfloat16", 1, 4096);
        List<RuntimeException> told = new CopyOnWriteArrayList<>();
        try (var broker = KafkaBroker.startInProcess(Map.of("auto.create.topics.enable", "false"));
                var pipeline = new TestStreams(broker.bootstrapServers(), definition, IMPATIENT);
                var publisher = pipeline.streams().publisher("module-1", 1)) {
            publisher.onFailure(told::add);
            publisher.publish(pipeline.samples(1, 0, 1), 1);
            publisher.awaitDelivered();
            try (var admin = pipeline.clients.admin("", Map.of())) {
                admin.deleteTopics(List.of(pipeline.topics.activations(1)))
                        .all()
                        .get();
            }

            // when more is handed over than the stage downstream has room for
            publisher.publish(pipeline.samples(1, 1, 40), 1);
            await().until(() -> told.size() >= 2);

            // then the thread at the gate has nothing of its own to tell
            assertThat(told)
                    .allSatisfy(cause -> assertThat(cause)
                            .isInstanceOfSatisfying(
                                    PublishFailedException.class,
                                    failure -> assertThat(failure.isPassing()).isTrue()));
        }
    }

    @Test
    void shouldWaitForTheBrokerWhenItDoesNotTakeADeadLetter() throws Exception {
        // given a broker that does not have the topic of the letters, and a producer that gives up soon
        var definition = TestStreams.definition("refused-letters", "bfloat16", 1, 4096);
        try (var broker = KafkaBroker.startInProcess(Map.of("auto.create.topics.enable", "false"));
                var pipeline = new TestStreams(broker.bootstrapServers(), definition, IMPATIENT)) {
            pipeline.provisioner.ensure(pipeline.topics.deadLetters(2));
            try (var admin = pipeline.clients.admin("", Map.of())) {
                admin.deleteTopics(List.of(pipeline.topics.deadLetters(2)))
                        .all()
                        .get();
            }
            pipeline.put(
                    new RecordHeader(TestStreams.RUN, pipeline.identity(), RecordKind.ACTIVATIONS, 0, 0, 1),
                    new byte[] {1});
            pipeline.publishFrom(1, pipeline.samples(2, 1, 1));
            try (var consumer = pipeline.streams().consumer("probe", 2)) {
                // when
                CompletableFuture<StreamItem> first = CompletableFuture.supplyAsync(() -> take(consumer));

                // then
                await().during(Duration.ofSeconds(4))
                        .untilAsserted(() -> assertThat(first).isNotDone());

                // when
                pipeline.clients.createOrModify(pipeline.provisioner.topics());

                // then
                assertThat(first.get(30, TimeUnit.SECONDS)).isInstanceOf(StreamItem.Skipped.class);
                assertThat(take(consumer)).isInstanceOf(StreamItem.Arrived.class);
                assertThat(pipeline.records(pipeline.topics.deadLetters(2), 0)).isNotEmpty();
            }
        }
    }

    private static StreamItem take(ActivationConsumer consumer) {
        try {
            return consumer.take().orElseThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldEndATapWhenTheEndCannotBeRead() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var tap = pipeline.streams().tap("probe", 2, List.of(PartitionPosition.START))) {
            // given
            pipeline.publishFrom(0, pipeline.samples(2, 0, 1));
            pipeline.put(
                    new RecordHeader(TestStreams.RUN, pipeline.identity(), RecordKind.END, 1, 1, 0), new byte[] {7});

            // when
            List<StreamItem> items = TestStreams.drain(tap);

            // then
            assertThat(items).hasSize(2);
            assertThat(items.get(1)).isInstanceOf(StreamItem.Ended.class);
            assertThat(tap.deadLetters()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseRecordsWhenTheyAreOfAnotherRun() throws Exception {
        try (var pipeline = TestStreams.open(brokers, "bfloat16", 1);
                var consumer = pipeline.streams().consumer("probe", 2)) {
            // given
            pipeline.put(new RecordHeader("yesterday", "ab12", RecordKind.ACTIVATIONS, 0, 6, 1), new byte[0]);
            List<RoutedSample> sent = pipeline.samples(2, 0, 1);
            pipeline.publishFrom(0, sent);

            // when
            var first = (StreamItem.Arrived) consumer.take().orElseThrow();

            // then
            assertThat(first.sample().sequence()).isZero();
            assertThat(consumer.foreign()).isEqualTo(1);
            assertThat(consumer.deadLetters()).isZero();
        }
    }
}

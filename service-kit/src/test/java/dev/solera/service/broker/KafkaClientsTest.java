package dev.solera.service.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.solera.service.KafkaBroker;
import dev.solera.service.TestStreams;
import io.micrometer.core.instrument.Meter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.kafka.support.TopicPartitionOffset;

@ExtendWith(KafkaBroker.class)
@Timeout(60)
class KafkaClientsTest {

    /** A broker holds a fetch for so long; Kafka's own patience with it is 30 s. */
    private static final Duration HELD = Duration.ofSeconds(40);

    private final String brokers;

    KafkaClientsTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldShowWhatClientsMeasureOfThemselvesForAsLongAsTheyLive() throws InterruptedException {
        // given
        try (TestStreams pipeline = new TestStreams(brokers, TestStreams.definition("measured", "float32", 1, 1024))) {
            pipeline.provisioner.ensure();

            // when
            try (ByteProducer producer = pipeline.clients.measuredProducer("out", Map.of());
                    var consumer =
                            pipeline.clients.measuredConsumers("in", Map.of()).createConsumer()) {
                producer.send(new ProducerRecord<>(pipeline.topics.activations(0), new byte[1]))
                        .join();

                // then
                assertThat(meters(pipeline, "out")).contains("kafka.producer.request.latency.avg");
                assertThat(meters(pipeline, "in")).contains("kafka.consumer.fetch.manager.fetch.latency.avg");
            }
            assertThat(meters(pipeline, "out")).isEmpty();
            assertThat(meters(pipeline, "in")).isEmpty();
        }
    }

    @Test
    void shouldCloseAConsumerWhileTheBrokerHoldsItsFetch() throws InterruptedException {
        // given
        try (TestStreams pipeline = new TestStreams(brokers, TestStreams.definition("held", "float32", 1, 1024))) {
            pipeline.provisioner.ensure();
            var wait =
                    Map.<String, Object>of("fetch.max.wait.ms", (int) HELD.toMillis(), "auto.offset.reset", "earliest");
            var consumer = pipeline.clients.consumers("held", wait).createConsumer();
            TopicPartition partition = new TopicPartition(pipeline.topics.activations(0), 0);
            consumer.assign(List.of(partition));
            consumer.position(partition);
            consumer.poll(Duration.ofSeconds(1));

            // when, then
            assertTimeoutPreemptively(HELD.dividedBy(2), () -> consumer.close());
        }
    }

    @Test
    void shouldAskSeldomOfASingleTopicAndAsOftenAsKafkaDoesOfSeveral() {
        // given
        try (TestStreams pipeline = new TestStreams(brokers, TestStreams.definition("asked", "float32", 1, 1024))) {
            TopicPartitionOffset telemetry = new TopicPartitionOffset(pipeline.topics.telemetry(), 0);
            TopicPartitionOffset positions = new TopicPartitionOffset(pipeline.topics.positions(), 0);

            // when
            var ofOne = pipeline.clients.listening("one", telemetry).getConfigurationProperties();
            var ofTwo = pipeline.clients.listening("two", telemetry, positions).getConfigurationProperties();

            // then: two would wait behind a fetch that is held for the other
            assertThat(ofOne).containsEntry("fetch.max.wait.ms", 5000).containsEntry("auto.offset.reset", "earliest");
            assertThat(ofTwo).doesNotContainKey("fetch.max.wait.ms").containsEntry("auto.offset.reset", "earliest");
            assertThat(ConsumerConfig.DEFAULT_FETCH_MAX_WAIT_MS).isEqualTo(500);
        }
    }

    private static List<String> meters(TestStreams pipeline, String client) {
        return pipeline.meters.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> String.valueOf(id.getTag("client.id")).startsWith(client))
                .map(Meter.Id::getName)
                .toList();
    }
}

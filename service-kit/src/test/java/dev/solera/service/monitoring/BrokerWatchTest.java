package dev.solera.service.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.service.KafkaBroker;
import dev.solera.service.TestStreams;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaBroker.class)
@Timeout(60)
class BrokerWatchTest {

    private static final int VALUE = 1000;

    private final String brokers;

    BrokerWatchTest(KafkaBroker.Address broker) {
        brokers = broker.bootstrapServers();
    }

    @Test
    void shouldShowRecordsAndBytesOfThePipelinesTopicsAlone() throws Exception {
        // given three records, of which one is deleted, and another pipeline
        try (TestStreams pipeline = new TestStreams(brokers, TestStreams.definition("watched", "float32", 1, 1024));
                TestStreams other =
                        new TestStreams(brokers, TestStreams.definition("watched-not", "float32", 1, 1024))) {
            pipeline.provisioner.ensure();
            other.provisioner.ensure();
            String topic = pipeline.topics.activations(1);
            for (int i = 0; i < 3; i++) {
                pipeline.put(new ProducerRecord<>(topic, new byte[VALUE]));
            }
            try (var admin = pipeline.clients.admin("", Map.of())) {
                var first = Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(1));
                admin.deleteRecords(first).all().get();
            }

            // when
            MeterRegistry meters = new SimpleMeterRegistry();
            try (BrokerWatch watch = pipeline.streams().watchBroker(meters)) {

                // then
                await().untilAsserted(() -> assertThat(
                                meters.find("solera.broker.disk.usable").gauges())
                        .isNotEmpty());
                assertThat(meters.get("solera.broker.nodes").gauge().value()).isEqualTo(1);
                assertThat(meters.get("solera.broker.answer").gauge().value()).isBetween(0.0, 10.0);
                assertThat(counted(meters, "solera.topic.written", topic)).isEqualTo(3);
                assertThat(counted(meters, "solera.topic.deleted", topic)).isEqualTo(1);
                assertThat(meters.get("solera.topic.size")
                                .tag("topic", topic)
                                .tag("partition", "0")
                                .gauge()
                                .value())
                        .isGreaterThan(3 * VALUE);
                assertThat(meters.get("solera.topic.missing.replicas")
                                .tag("topic", topic)
                                .gauge()
                                .value())
                        .isZero();
                assertThat(meters.get("solera.broker.disk.total").gauge().value())
                        .isGreaterThanOrEqualTo(
                                meters.get("solera.broker.disk.usable").gauge().value());
                assertThat(topics(meters)).contains(topic).allMatch(pipeline.topics::contains);
            }
        }
    }

    @Test
    void shouldShowNoBrokerWhenNoneAnswers() throws Exception {
        // given
        try (TestStreams pipeline =
                new TestStreams("127.0.0.1:1", TestStreams.definition("away", "float32", 1, 1024))) {
            MeterRegistry meters = new SimpleMeterRegistry();

            // when
            try (BrokerWatch watch = pipeline.streams().watchBroker(meters)) {

                // then
                await().during(Duration.ofSeconds(1))
                        .untilAsserted(() -> assertThat(meters.get("solera.broker.nodes")
                                        .gauge()
                                        .value())
                                .isZero());
                assertThat(topics(meters)).isEmpty();
            }
        }
    }

    @Test
    void shouldReportWhatHasEndedItsThread() throws Exception {
        // given
        Error error = new OutOfMemoryError("Java heap space");
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        MeterRegistry meters = new SimpleMeterRegistry();
        meters.config().meterFilter(MeterFilter.accept(id -> {
            if (Thread.currentThread().getName().equals("broker-watch")) {
                throw error;
            }
            return true;
        }));
        try (TestStreams pipeline =
                new TestStreams(brokers, TestStreams.definition("watch-ended", "float32", 1, 1024))) {
            pipeline.failure.onReport(reported::add);
            pipeline.provisioner.ensure();

            // when
            try (BrokerWatch watch = pipeline.streams().watchBroker(meters)) {

                // then
                await().untilAsserted(() -> assertThat(reported).containsExactly(error));
            }
        }
    }

    private static double counted(MeterRegistry meters, String name, String topic) {
        return meters.get(name)
                .tag("topic", topic)
                .tag("partition", "0")
                .functionCounter()
                .count();
    }

    private static List<String> topics(MeterRegistry meters) {
        return meters.getMeters().stream()
                .map(Meter::getId)
                .map(id -> id.getTag("topic"))
                .filter(topic -> topic != null)
                .toList();
    }
}

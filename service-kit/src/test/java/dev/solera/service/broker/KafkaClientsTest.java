package dev.solera.service.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.solera.service.KafkaBroker;
import dev.solera.service.TestStreams;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KafkaBroker.class)
@Timeout(60)
class KafkaClientsTest {

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

    private static List<String> meters(TestStreams pipeline, String client) {
        return pipeline.meters.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> String.valueOf(id.getTag("client.id")).startsWith(client))
                .map(Meter.Id::getName)
                .toList();
    }
}

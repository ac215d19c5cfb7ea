package dev.solera.service.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.service.KafkaBroker;
import dev.solera.service.lifecycle.ServiceFailure;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

@Timeout(120)
class ByteProducerTest {

    private static final int DELIVERY_MILLIS = 6000;
    private static final int LARGER_THAN_A_BATCH = 20_000;

    @Test
    void shouldDeliverNothingBehindARecordThatIsLost() throws Exception {
        try (KafkaClusterTestKit broker = KafkaBroker.startInProcess();
                ByteProducer producer = producer(broker.bootstrapServers())) {
            // given a broker that goes away, and two records that come to their time-out one after the other
            send(producer).get();
            broker.brokers().values().forEach(server -> server.shutdown());
            CompletableFuture<RecordMetadata> lost = send(producer);
            TimeUnit.MILLISECONDS.sleep(DELIVERY_MILLIS / 3);
            CompletableFuture<RecordMetadata> behind = send(producer);

            // when
            assertThatThrownBy(lost::join).rootCause().hasMessageContaining("Expiring 1 record(s)");

            // then
            assertThatThrownBy(behind::join).rootCause().hasMessageContaining("Producer is closed forcefully");
            assertThatThrownBy(() -> send(producer)).hasMessageContaining("has been closed");
        }
    }

    @Test
    void shouldDeliverNothingWhenItIsClosed() throws Exception {
        try (KafkaClusterTestKit broker = KafkaBroker.startInProcess()) {
            // given
            ByteProducer producer = producer(broker.bootstrapServers());
            var record = new ProducerRecord<byte[], byte[]>("closed", 0, null, new byte[1]);
            producer.deliver(record);

            // when
            producer.close();

            // then
            assertThatThrownBy(() -> producer.deliver(record))
                    .isInstanceOf(PublishFailedException.class)
                    .hasMessage("closed: a record was not delivered: its producer is closed");
        }
    }

    private static CompletableFuture<RecordMetadata> send(ByteProducer producer) {
        var arrival = new CompletableFuture<RecordMetadata>();
        var record = new ProducerRecord<byte[], byte[]>("ordered", 0, null, new byte[LARGER_THAN_A_BATCH]);
        producer.sendInOrder(record, arrival::complete, arrival::completeExceptionally);
        return arrival;
    }

    private static ByteProducer producer(String brokers) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                brokers,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                DELIVERY_MILLIS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                DELIVERY_MILLIS / 3,
                CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG,
                "none",
                ProducerConfig.LINGER_MS_CONFIG,
                0);
        return new ByteProducer(
                new DefaultKafkaProducerFactory<>(settings, new ByteArraySerializer(), new ByteArraySerializer()),
                new ServiceFailure());
    }
}

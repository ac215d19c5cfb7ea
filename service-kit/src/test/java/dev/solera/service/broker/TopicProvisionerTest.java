package dev.solera.service.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.TestStreams;
import dev.solera.service.lifecycle.ServiceFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicProvisionerTest {

    @Test
    void shouldGiveUpInTimeWhenTheBrokerTakesConnectionsAndSaysNothing() throws Exception {
        PipelineDefinition definition = TestStreams.definition("mute", "float32", 1, 1024);
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + mute.getLocalPort());
            KafkaClients clients =
                    new KafkaClients(settings, settings, settings, new SimpleMeterRegistry(), new ServiceFailure());
            TopicProvisioner provisioner = new TopicProvisioner(definition, clients, true, Duration.ofSeconds(6));

            assertThatThrownBy(() -> provisioner.ensure("any"))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("allowed: a running broker");
        }
    }
}

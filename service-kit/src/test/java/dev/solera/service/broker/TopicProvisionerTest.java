package dev.solera.service.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Placement;
import dev.solera.service.KafkaBroker;
import dev.solera.service.TestStreams;
import dev.solera.service.lifecycle.ServiceFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TopicProvisionerTest {

    @Test
    void shouldHaveATopicOfParametersAModuleAndNoneOfActivationsBetweenModulesThatShareAService() {
        PipelineDefinition definition =
                TestStreams.definition("shared", "float32", 1, 1024).placed(Placement.parse("1-2"));
        KafkaClients clients =
                new KafkaClients(Map.of(), Map.of(), Map.of(), new SimpleMeterRegistry(), new ServiceFailure());

        assertThat(new TopicProvisioner(definition, clients, true, Duration.ZERO).topics())
                .extracting(NewTopic::name)
                .containsExactlyInAnyOrder(
                        "solera.shared.activations.0",
                        "solera.shared.activations.0.dlt",
                        "solera.shared.activations.2",
                        "solera.shared.activations.2.dlt",
                        "solera.shared.parameters.1",
                        "solera.shared.parameters.2",
                        "solera.shared.source.dlt",
                        "solera.shared.telemetry",
                        "solera.shared.positions",
                        "solera.shared.control");
    }

    @Test
    void shouldSayWhichTopicsAreGoneWhenABrokerIsBackWithoutOne() throws Exception {
        try (KafkaClusterTestKit broker = KafkaBroker.startInProcess()) {
            // given
            TopicProvisioner provisioner = provisioner("gone", broker);
            provisioner.ensure("solera.gone.control");
            delete("solera.gone.activations.1", broker);

            // when, then
            assertThatThrownBy(provisioner::awaitReturn)
                    .isInstanceOf(MissingTopicsException.class)
                    .matches(failure -> !PassingFailure.is(failure))
                    .hasMessageMatching(
                            "spring.kafka.bootstrap-servers is .*, which for \\d+ s had no longer all of"
                                    + " .*solera.gone.activations.1,.*; allowed: topics that stay for as long as a run needs them");
        }
    }

    @Test
    void shouldWaitForTopicsThatABrokerDoesNotKnowYet() throws Exception {
        try (KafkaClusterTestKit broker = KafkaBroker.startInProcess()) {
            // given
            TopicProvisioner provisioner = provisioner("late", broker.bootstrapServers(), Duration.ofSeconds(30));
            provisioner.ensure("solera.late.control");
            delete("solera.late.activations.1", broker);

            // when
            CompletableFuture<Void> back = CompletableFuture.runAsync(() -> awaitReturn(provisioner));
            await().during(Duration.ofSeconds(2)).until(() -> !back.isDone());
            provisioner("late", broker).ensure("solera.late.control");

            // then
            assertThat(back).succeedsWithin(Duration.ofSeconds(50));
        }
    }

    private static void awaitReturn(TopicProvisioner provisioner) {
        try {
            provisioner.awaitReturn();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TopicProvisioner provisioner(String pipeline, KafkaClusterTestKit broker) {
        return provisioner(pipeline, broker.bootstrapServers(), Duration.ofSeconds(10));
    }

    private static TopicProvisioner provisioner(String pipeline, String servers, Duration patience) {
        PipelineDefinition definition = TestStreams.definition(pipeline, "float32", 1, 1024);
        Map<String, Object> settings = Map.of("bootstrap.servers", servers);
        KafkaClients clients =
                new KafkaClients(settings, settings, settings, new SimpleMeterRegistry(), new ServiceFailure());
        return new TopicProvisioner(definition, clients, true, patience);
    }

    private static void delete(String topic, KafkaClusterTestKit broker) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.deleteTopics(List.of(topic)).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(topic));
        }
    }

    @Test
    void shouldGiveUpInTimeWhenTheBrokerTakesConnectionsAndSaysNothing() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            TopicProvisioner provisioner =
                    provisioner("mute", "127.0.0.1:" + mute.getLocalPort(), Duration.ofSeconds(6));

            assertThatThrownBy(() -> provisioner.ensure("any"))
                    .isInstanceOf(BrokerUnavailableException.class)
                    .hasMessageContaining("allowed: a running broker");
        }
    }
}

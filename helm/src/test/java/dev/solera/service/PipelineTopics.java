package dev.solera.service;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.TopicProvisioner;
import dev.solera.service.lifecycle.ServiceFailure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics that a service would create, as it would create them. */
public final class PipelineTopics {

    private PipelineTopics() {}

    public static List<NewTopic> of(PipelineDefinition definition) {
        KafkaClients clients =
                new KafkaClients(Map.of(), Map.of(), Map.of(), new SimpleMeterRegistry(), new ServiceFailure());
        return new TopicProvisioner(definition, clients, true, Duration.ZERO).topics();
    }
}

package dev.solera.gateway.snapshot;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraProperties;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.ServiceFailure;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Snapshots come from the topics of the run that goes on, unless they are brought from elsewhere. */
@Configuration(proxyBeanMethods = false)
class SnapshotConfiguration {

    @Bean
    @ConditionalOnMissingBean
    SnapshotSource snapshotSource(
            PipelineDefinition definition, SoleraProperties properties, SoleraStreams streams, ServiceFailure failure) {
        return new TopicSnapshots(definition, properties.run(), streams, failure);
    }
}

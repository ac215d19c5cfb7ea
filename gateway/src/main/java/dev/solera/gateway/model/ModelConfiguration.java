package dev.solera.gateway.model;

import dev.solera.gateway.snapshot.SnapshotSource;
import dev.solera.pipeline.PipelineDefinition;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans that make embeddings. */
@Configuration(proxyBeanMethods = false)
class ModelConfiguration {

    @Bean
    Models models(PipelineDefinition definition, InferenceProperties properties, MeterRegistry registry) {
        String version = Models.class.getPackage().getImplementationVersion();
        return new Models(definition, properties, registry, version == null ? "development" : version);
    }

    @Bean
    EmbeddingQueue embeddingQueue(InferenceProperties properties, MeterRegistry registry) {
        return new EmbeddingQueue(properties, registry);
    }

    @Bean
    SnapshotFeed snapshotFeed(ObjectProvider<SnapshotSource> source, Models models) {
        return new SnapshotFeed(source, models);
    }
}

package dev.solera.ingest;

import dev.solera.ingest.corpus.Source;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.NeutralLocale;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Starts the service that feeds recordings to {@code activations.0}; {@code solera.ingest.*} says which. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class IngestServiceApplication {

    @Bean
    @ConditionalOnMissingBean
    Source corpus(IngestProperties properties, PipelineDefinition definition) {
        return properties.openSource(definition);
    }

    @Bean
    Lifecycle lifecycle(MeterRegistry registry) {
        return new Lifecycle("ingest", registry);
    }

    public static void main(String[] arguments) {
        NeutralLocale.use();
        SpringApplication.run(IngestServiceApplication.class, arguments);
    }
}

package dev.solera.ingest;

import dev.solera.ingest.corpus.Corpus;
import dev.solera.pipeline.PipelineDefinition;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The service that feeds recordings to {@code activations.0}. */
@SpringBootApplication
@EnableConfigurationProperties(IngestProperties.class)
public class IngestService {

    private static final Map<String, Object> DEFAULTS = Map.of(
            "spring.application.name", "ingest-service",
            "management.endpoints.web.exposure.include", "health,info,prometheus");

    @Bean
    Corpus corpus(IngestProperties properties, PipelineDefinition definition) {
        return properties.openCorpus(definition);
    }

    /** Runs until it is stopped; a run that fails ends the process with status 1. */
    public static void main(String[] arguments) {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(IngestService.class)
                .properties(DEFAULTS)
                .run(arguments);
        try {
            context.getBean(Ingest.class).completion().join();
        } catch (CompletionException failed) {
            System.exit(SpringApplication.exit(context, () -> 1));
        } catch (CancellationException stopped) {
            // The context is being closed: somebody ended the process.
            context.close();
        }
    }
}

package dev.solera.module;

import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.NeutralLocale;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** Starts the service of one module, or of consecutive ones; {@code solera.module} says which. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class ModuleServiceApplication {

    @Bean
    Lifecycle lifecycle(ModuleProperties settings, PipelineDefinition pipeline, MeterRegistry registry) {
        return new Lifecycle(settings.modules(pipeline).service(), registry);
    }

    /** @throws dev.solera.definition.InvalidDefinitionException where there is no such device */
    @Bean
    ComputeDevice device(ModuleProperties settings, PipelineDefinition pipeline) {
        return settings.device(pipeline);
    }

    public static void main(String[] arguments) {
        NeutralLocale.use();
        SpringApplication.run(ModuleServiceApplication.class, arguments);
    }
}

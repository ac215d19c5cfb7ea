package dev.solera.gateway.live;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraProperties;
import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.ServiceFailure;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** The beans of the live run; telemetry comes from the pipeline's topics unless it is brought from elsewhere. */
@Configuration(proxyBeanMethods = false)
class LiveConfiguration {

    private static final String NAME = "gateway";

    @Bean
    @ConditionalOnMissingBean
    TelemetrySource telemetrySource(SoleraStreams streams) {
        return handler -> streams.telemetryFromBeginning(NAME, handler);
    }

    @Bean
    LiveRun liveRun(PipelineDefinition definition, SoleraProperties properties) {
        return new LiveRun(definition, properties.run(), Clock.systemUTC());
    }

    @Bean
    EventStream eventStream(JsonMapper json) {
        return new EventStream(json, System.currentTimeMillis());
    }

    @Bean
    LiveFeed liveFeed(TelemetrySource source, LiveRun live, EventStream stream, ServiceFailure failure) {
        return new LiveFeed(source, live, stream, failure);
    }
}

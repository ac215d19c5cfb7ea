package dev.solera.gateway.inference;

import dev.solera.gateway.model.EmbeddingQueue;
import dev.solera.gateway.model.InferenceProperties;
import dev.solera.gateway.model.Models;
import dev.solera.gateway.security.Token;
import io.grpc.ServerBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.GlobalServerInterceptor;
import org.springframework.grpc.server.ServerBuilderCustomizer;
import tools.jackson.databind.json.JsonMapper;

/** The beans that answer the Open Inference Protocol. */
@Configuration(proxyBeanMethods = false)
class InferenceConfiguration {

    @Bean
    Inference inference(Models models, EmbeddingQueue queue) {
        return new Inference(models, queue);
    }

    @Bean
    ProtocolViews protocolViews(Inference inference, InferenceProperties properties, Models models) {
        return new ProtocolViews(inference, properties, models.version());
    }

    @Bean
    InFlight inFlight(InferenceProperties properties) {
        return new InFlight(properties.inFlight());
    }

    @Bean
    Bodies bodies(InferenceProperties properties, InFlight inFlight) {
        return new Bodies(properties, inFlight);
    }

    @Bean
    HttpAnswers httpAnswers(JsonMapper json) {
        return new HttpAnswers(json);
    }

    @Bean
    GrpcInference grpcInference(Inference inference, ProtocolViews views, InferenceProperties properties) {
        return new GrpcInference(inference, views, properties);
    }

    @Bean
    GrpcArrivals grpcArrivals(InferenceProperties properties, InFlight inFlight) {
        return new GrpcArrivals(properties, inFlight);
    }

    @Bean
    <T extends ServerBuilder<T>> ServerBuilderCustomizer<T> countedArrivals(GrpcArrivals arrivals) {
        return builder -> builder.addStreamTracerFactory(arrivals);
    }

    @Bean
    @GlobalServerInterceptor
    GrpcToken grpcToken(Token token) {
        return new GrpcToken(token);
    }

    @Bean
    @GlobalServerInterceptor
    GrpcRefusal grpcRefusal() {
        return new GrpcRefusal();
    }
}

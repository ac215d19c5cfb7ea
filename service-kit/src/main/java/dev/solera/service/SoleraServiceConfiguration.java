package dev.solera.service;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.broker.KafkaClients;
import dev.solera.service.broker.TopicProvisioner;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.service.monitoring.BrokerHealth;
import dev.solera.service.monitoring.ProcessMemory;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/** The beans that every service has. Nothing here talks to the broker before a service asks for a stream. */
@AutoConfiguration(after = KafkaAutoConfiguration.class)
@EnableConfigurationProperties(SoleraProperties.class)
public class SoleraServiceConfiguration {

    @Bean
    @ConditionalOnMissingBean
    PipelineDefinition pipelineDefinition(SoleraProperties properties) {
        return properties.definition();
    }

    @Bean
    ServiceFailure serviceFailure() {
        return new ServiceFailure();
    }

    /** An application with a lifecycle is a service, and shows when it has failed. */
    @Bean
    SmartInitializingSingleton failureReport(
            ServiceFailure failure,
            ObjectProvider<Lifecycle> lifecycle,
            TelemetryPublisher telemetry,
            ApplicationContext context) {
        return () -> lifecycle.ifAvailable(life -> failure.onReport(new FailureReport(life, telemetry, context)));
    }

    @Bean
    KafkaClients kafkaClients(
            ConsumerFactory<?, ?> consumers,
            ProducerFactory<?, ?> producers,
            KafkaAdmin admin,
            ObjectProvider<MeterRegistry> registry,
            ServiceFailure failure) {
        return new KafkaClients(
                consumers.getConfigurationProperties(),
                producers.getConfigurationProperties(),
                admin.getConfigurationProperties(),
                registry.getIfAvailable(CompositeMeterRegistry::new),
                failure);
    }

    @Bean
    ProcessMemory processMemory() {
        return ProcessMemory.ofThisProcess();
    }

    @Bean
    TopicProvisioner topicProvisioner(
            PipelineDefinition definition, SoleraProperties properties, KafkaClients clients) {
        return new TopicProvisioner(definition, clients, properties.createTopics(), properties.brokerWait());
    }

    @Bean
    BrokerHealth broker(KafkaClients clients) {
        return new BrokerHealth(clients);
    }

    @Bean
    TelemetryPublisher telemetryPublisher(
            PipelineDefinition definition, SoleraProperties properties, KafkaClients clients) {
        return new TelemetryPublisher(definition, properties.run(), clients);
    }

    @Bean
    SoleraStreams soleraStreams(
            PipelineDefinition definition,
            SoleraProperties properties,
            KafkaClients clients,
            TopicProvisioner topics,
            TelemetryPublisher telemetry,
            ServiceFailure failure) {
        return new SoleraStreams(definition, properties.run(), clients, topics, telemetry, failure);
    }
}

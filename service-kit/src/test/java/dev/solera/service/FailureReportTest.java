package dev.solera.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.TelemetryEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

@Timeout(120)
class FailureReportTest {

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Service {

        @Bean
        Lifecycle lifecycle() {
            return new Lifecycle("module-1", new SimpleMeterRegistry());
        }
    }

    @Test
    void shouldTellTheRunOnceTheBrokerIsBackWhenAServiceFailedWhileItWasAway() throws Exception {
        try (RelayedBroker broker = RelayedBroker.start();
                var context = new SpringApplicationBuilder(Service.class)
                        .web(WebApplicationType.NONE)
                        .run(
                                "--spring.kafka.bootstrap-servers=" + broker.bootstrapServers(),
                                "--spring.kafka.producer.properties[delivery.timeout.ms]=2000",
                                "--spring.kafka.producer.properties[request.timeout.ms]=1000",
                                "--spring.kafka.producer.properties[linger.ms]=0",
                                "--solera.run=told")) {
            // given a service that has spoken before
            List<TelemetryEvent> heard = new CopyOnWriteArrayList<>();
            var telemetry = context.getBean(TelemetryPublisher.class);
            context.getBean(SoleraStreams.class).telemetryFromBeginning("test", heard::add);
            telemetry.deliver(new TelemetryEvent.Waiting("told", 1, "module-1", ""));
            Lifecycle life = context.getBean(Lifecycle.class);
            life.to(Lifecycle.State.RESTORING);

            // when what it says for the first time is lost
            broker.goAway();
            context.getBean(ServiceFailure.class).report(new IllegalStateException("no more"));
            assertThat(life.state()).isEqualTo(Lifecycle.State.FAILED);
            assertThat(telemetry.lost()).isPositive();
            broker.comeBack();

            // then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(heard)
                            .filteredOn(TelemetryEvent.Failed.class::isInstance)
                            .extracting(event -> ((TelemetryEvent.Failed) event).cause())
                            .contains("no more"));
        }
    }
}

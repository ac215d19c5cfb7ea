package dev.solera.probe;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.feature.FrozenStack;
import dev.solera.service.SoleraStreams;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.NeutralLocale;
import dev.solera.service.lifecycle.ServiceFailure;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** The probe as a process of its own. */
@SpringBootApplication
@EnableConfigurationProperties(ProbeProperties.class)
public class ProbeApplication {

    public static void main(String[] arguments) {
        NeutralLocale.use();
        SpringApplication.run(ProbeApplication.class, arguments);
    }

    @Bean
    ProbeMetrics probeMetrics(MeterRegistry registry) {
        return new ProbeMetrics(registry);
    }

    @Bean
    Lifecycle lifecycle(MeterRegistry registry) {
        return new Lifecycle(ProbeReport.SERVICE, registry);
    }

    @Bean
    ProbeReport probeReport(TelemetryPublisher telemetry, ProbeMetrics metrics, Lifecycle lifecycle) {
        return new ProbeReport(telemetry, metrics, lifecycle);
    }

    @Bean
    ProbeService probeService(
            PipelineDefinition definition,
            ProbeProperties settings,
            SoleraStreams streams,
            ProbeReport report,
            ProbeMetrics metrics,
            ServiceFailure failure) {
        return new ProbeService(definition, settings, streams, report, metrics, failure, FrozenStack::new);
    }
}

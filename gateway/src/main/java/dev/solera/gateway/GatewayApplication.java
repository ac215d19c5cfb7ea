package dev.solera.gateway;

import dev.solera.service.SoleraStreams;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.NeutralLocale;
import dev.solera.service.monitoring.BrokerWatch;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/** The gateway as a process of its own. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GatewayApplication {

    public static void main(String[] arguments) {
        NeutralLocale.use();
        SpringApplication.run(GatewayApplication.class, arguments);
    }

    /** It restores nothing; once it is there it answers. */
    @Bean
    Lifecycle lifecycle(MeterRegistry registry) {
        Lifecycle lifecycle = new Lifecycle("gateway", registry);
        lifecycle.to(Lifecycle.State.RESTORING);
        lifecycle.to(Lifecycle.State.TRAINING);
        return lifecycle;
    }

    /** Not of a run that has ended, which needs no broker. */
    @Bean
    @ConditionalOnBooleanProperty(name = "solera.gateway.broker", matchIfMissing = true)
    BrokerWatch brokerWatch(SoleraStreams streams, MeterRegistry registry) {
        return streams.watchBroker(registry);
    }
}

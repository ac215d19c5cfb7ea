package dev.solera.standalone.stack.fake;

import dev.solera.service.SoleraProperties;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.stream.TelemetryEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A service that counts one thing, then says what its setting {@code fake.says} asks for. */
@SpringBootApplication
public class FakeServiceApplication {

    @Bean
    ApplicationRunner work(
            @Value("${fake.name}") String name,
            @Value("${fake.says}") String says,
            SoleraProperties properties,
            TelemetryPublisher telemetry,
            MeterRegistry metrics) {
        return arguments -> {
            metrics.counter("fake.work", "service", name).increment();
            if (says.equals("refused")) {
                throw new IllegalArgumentException("fake.says is refused; allowed: finished, failed");
            }
            telemetry.publish(
                    says.equals("finished")
                            ? new TelemetryEvent.Finished(properties.run(), 0, name, Map.of())
                            : new TelemetryEvent.Failed(
                                    properties.run(),
                                    System.currentTimeMillis(),
                                    name,
                                    "batch is 0; allowed: 1 or more"));
        };
    }
}

package dev.solera.ingest;

import dev.solera.activation.Purpose;
import dev.solera.pipeline.PipelineDefinitions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;

/** The meters of ingest: {@code solera.ingest.samples} by purpose, {@code solera.ingest.skipped} recordings. */
@Component
class IngestMetrics {

    private final MeterRegistry registry;
    private final Map<Purpose, Counter> samples = new EnumMap<>(Purpose.class);

    IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Purpose purpose : Purpose.values()) {
            samples.put(
                    purpose,
                    Counter.builder("solera.ingest.samples")
                            .description("samples handed to the publisher")
                            .tag("purpose", PipelineDefinitions.word(purpose))
                            .register(registry));
        }
    }

    void published(Purpose purpose) {
        samples.get(purpose).increment();
    }

    void observeSkipped(Supplier<Number> skipped) {
        Gauge.builder("solera.ingest.skipped", skipped)
                .description("recordings that cannot be used")
                .strongReference(true)
                .register(registry);
    }
}

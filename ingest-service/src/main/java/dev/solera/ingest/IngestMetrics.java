package dev.solera.ingest;

import dev.solera.activation.Purpose;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
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
                            .tag("purpose", name(purpose))
                            .register(registry));
        }
    }

    /** As tag and in reports: {@code held-out} of {@code HELD_OUT}. */
    static String name(Purpose purpose) {
        return purpose.name().toLowerCase(Locale.ROOT).replace('_', '-');
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

package dev.solera.module;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.ToDoubleFunction;

/** Registers meters under {@code solera.module}: functions of an owner, which the registry does not keep alive. */
final class ModuleMeters {

    private static final String PREFIX = "solera.module.";

    private final MeterRegistry registry;

    ModuleMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    <T> void gauge(Tags tags, String name, String unit, String description, T owner, ToDoubleFunction<T> value) {
        Gauge.builder(PREFIX + name, owner, value)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    <T> void counter(Tags tags, String name, String unit, String description, T owner, ToDoubleFunction<T> value) {
        FunctionCounter.builder(PREFIX + name, owner, value)
                .baseUnit(unit)
                .description(description)
                .tags(tags)
                .register(registry);
    }
}

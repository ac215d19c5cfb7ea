package dev.solera.probe;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The meters of the probes: {@code solera.probe.accuracy} by label, depth and kind (rolling, or the network of a final
 * row), {@code solera.probe.samples} by depth and use (learned, scored, dropped).
 */
final class ProbeMetrics {

    private static final String ACCURACY = "solera.probe.accuracy";

    private final MeterRegistry registry;
    private final MultiGauge rolling;
    private final MultiGauge table;

    ProbeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.rolling = accuracy();
        this.table = accuracy();
    }

    private MultiGauge accuracy() {
        return MultiGauge.builder(ACCURACY)
                .description("Held-out accuracy of a linear probe, 0 to 1")
                .register(registry);
    }

    void follow(int depth, RollingTap tap) {
        counter(depth, "learned", tap, RollingTap::learned);
        counter(depth, "scored", tap, RollingTap::scored);
        counter(depth, "dropped", tap, RollingTap::dropped);
    }

    private void counter(int depth, String use, RollingTap tap, ToDoubleFunction<RollingTap> count) {
        FunctionCounter.builder("solera.probe.samples", tap, count)
                .description("Samples that rolling probes saw, or never saw")
                .tags("depth", Integer.toString(depth), "use", use)
                .register(registry);
    }

    void rolling(List<AccuracyRow> rows) {
        rolling.register(rows.stream().map(row -> gauge(row, "rolling")).toList(), true);
    }

    void table(List<AccuracyRow> rows) {
        table.register(
                rows.stream()
                        .map(row -> gauge(row, row.representation().network().text()))
                        .toList(),
                true);
    }

    private static MultiGauge.Row<Number> gauge(AccuracyRow row, String kind) {
        Tags tags = Tags.of(
                "label",
                row.label(),
                "depth",
                Integer.toString(row.representation().depth()),
                "kind",
                kind);
        return MultiGauge.Row.of(tags, row.score().fraction());
    }
}

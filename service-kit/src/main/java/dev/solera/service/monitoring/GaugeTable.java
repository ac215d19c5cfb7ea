package dev.solera.service.monitoring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Map;

/**
 * Gauges of one name whose rows come and go. A row that stays is never registered anew when its value changes: a scrape
 * that meets a meter while it is replaced may find it twice, and is refused as a whole (Micrometer's issue 6851).
 */
public final class GaugeTable {

    private final MultiGauge gauges;
    private volatile Map<Tags, Double> values = Map.of();

    /** @param gauges name, unit and description of all rows */
    public GaugeTable(MultiGauge.Builder gauges, MeterRegistry registry) {
        this.gauges = gauges.register(registry);
    }

    /** Shows exactly these rows, each with its own tags. */
    public void show(Map<Tags, Double> rows) {
        values = Map.copyOf(rows);
        gauges.register(values.keySet().stream()
                .map(tags -> MultiGauge.Row.of(tags, this, table -> table.values.getOrDefault(tags, Double.NaN)))
                .toList());
    }
}

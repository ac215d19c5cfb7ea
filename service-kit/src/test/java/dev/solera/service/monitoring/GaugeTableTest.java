package dev.solera.service.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GaugeTableTest {

    private static final int TABLES = 50;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GaugeTable table =
            new GaugeTable(MultiGauge.builder("disk").baseUnit("bytes").description("of a disk"), registry);

    @Test
    void shouldShowTheNewestRowsAndNoOthers() {
        // given
        table.show(Map.of(Tags.of("broker", "1"), 10.0, Tags.of("broker", "2"), 20.0));

        // when
        table.show(Map.of(Tags.of("broker", "2"), 21.0, Tags.of("broker", "3"), 30.0));

        // then
        assertThat(registry.scrape().lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder("disk_bytes{broker=\"2\"} 21.0", "disk_bytes{broker=\"3\"} 30.0");
    }

    @Test
    void shouldAnswerEveryScrapeWhileValuesChange() throws Exception {
        // given
        List<GaugeTable> tables = IntStream.range(0, TABLES)
                .mapToObj(i -> new GaugeTable(MultiGauge.builder("table." + i), registry))
                .toList();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        Future<?> writing = writer.submit(() -> {
            for (double value = 0; !done.get(); value++) {
                Map<Tags, Double> rows = Map.of(Tags.of("broker", "1"), value);
                tables.forEach(table -> table.show(rows));
            }
        });

        // when, then
        try {
            for (int i = 0; i < 3_000; i++) {
                registry.scrape();
            }
        } finally {
            done.set(true);
            writing.get();
            writer.shutdown();
        }
        assertThat(registry.getMeters()).hasSize(TABLES);
    }
}

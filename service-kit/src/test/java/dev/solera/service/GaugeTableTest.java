package dev.solera.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GaugeTableTest {

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
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        Future<?> writing = writer.submit(() -> {
            for (int i = 0; !done.get(); i++) {
                table.show(rows(i));
            }
        });

        // when, then
        try {
            for (int i = 0; i < 20_000; i++) {
                registry.scrape();
            }
        } finally {
            done.set(true);
            writing.get();
            writer.shutdown();
        }
        assertThat(registry.find("disk").gauges()).hasSize(8);
    }

    private static Map<Tags, Double> rows(int value) {
        return IntStream.range(0, 8)
                .boxed()
                .collect(Collectors.toMap(
                        broker -> Tags.of("broker", Integer.toString(broker)), broker -> (double) value));
    }
}

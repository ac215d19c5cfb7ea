package dev.solera.probe;

import dev.solera.probe.accuracy.Network;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.rolling.InputTap;
import dev.solera.service.monitoring.GaugeTable;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The meters of the probes: {@code solera.probe.accuracy} by label, depth and kind (rolling, rolling-untrained, or the
 * network of a final row), {@code solera.probe.samples} by use (train, held-out, dropped).
 */
final class ProbeMetrics {

    private static final String ACCURACY = "solera.probe.accuracy";

    private final MeterRegistry registry;
    private final GaugeTable rolling;
    private final GaugeTable table;

    ProbeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.rolling = accuracy();
        this.table = accuracy();
    }

    private GaugeTable accuracy() {
        return new GaugeTable(
                MultiGauge.builder(ACCURACY).description("Held-out accuracy of a linear probe, 0 to 1"), registry);
    }

    void follow(InputTap tap) {
        counter("train", tap, InputTap::train);
        counter("held-out", tap, InputTap::heldOut);
        counter("dropped", tap, InputTap::dropped);
    }

    private void counter(String use, InputTap tap, ToDoubleFunction<InputTap> count) {
        FunctionCounter.builder("solera.probe.samples", tap, count)
                .description("Samples of the input that came to rolling probes, or never did")
                .tag("use", use)
                .register(registry);
    }

    void rolling(List<ProbeAccuracy> rows) {
        rolling.show(accuracies(rows, ProbeMetrics::rollingKind));
    }

    /** Raw and trained are told apart by their depth; the untrained stack has those of the trained one. */
    private static String rollingKind(ProbeAccuracy row) {
        return row.representation().network() == Network.UNTRAINED ? "rolling-untrained" : "rolling";
    }

    void table(List<ProbeAccuracy> rows) {
        table.show(accuracies(rows, row -> row.representation().network().text()));
    }

    private static Map<Tags, Double> accuracies(List<ProbeAccuracy> rows, Function<ProbeAccuracy, String> kind) {
        return rows.stream()
                .collect(Collectors.toMap(
                        row -> Tags.of(
                                "label",
                                row.label(),
                                "depth",
                                Integer.toString(row.representation().depth()),
                                "kind",
                                kind.apply(row)),
                        row -> row.score().fraction()));
    }
}

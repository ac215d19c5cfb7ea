package dev.solera.benchmarks.serve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a load came to.
 *
 * @param rows one a number of connections
 */
public record ServeReport(List<Row> rows) {

    /** Part of ONNX Runtime's own speed that the gateway is to reach. */
    static final double LEAST_RATIO = 0.8;

    /**
     * One number of connections.
     *
     * @param batch of ONNX Runtime called directly: as many recordings as there are connections, up to the gateway's largest batch
     * @param direct recordings a second there
     * @param batchMillis what such a batch takes there
     * @param latencies of the gateway's answers
     */
    record Row(int connections, int batch, double direct, double batchMillis, Latencies latencies) {

        double ratio() {
            return latencies.perSecond() / direct;
        }
    }

    public ServeReport {
        rows = List.copyOf(rows);
    }

    /** Whether the gateway is as fast as asked where there is company. */
    public boolean holds() {
        return rows.stream().filter(row -> row.connections > 1).allMatch(row -> row.ratio() >= LEAST_RATIO);
    }

    /** A table for people, as Markdown has it. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| connections | batch, directly | embeddings/s directly | through the gateway | ratio | ms a batch directly"
                        + " | p50, ms | p99, ms |");
        lines.add("|---|---|---|---|---|---|---|---|");
        for (Row row : rows) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %d | %d | %.1f | %.1f | %.2f | %.1f | %.1f | %.1f |",
                    row.connections,
                    row.batch,
                    row.direct,
                    row.latencies.perSecond(),
                    row.ratio(),
                    row.batchMillis,
                    row.latencies.millis(0.5),
                    row.latencies.millis(0.99)));
        }
        return lines;
    }
}

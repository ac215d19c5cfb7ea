package dev.solera.benchmarks.soak;

import dev.solera.standalone.report.Pictures;
import java.awt.BasicStroke;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What a soak leaves: {@code soak.csv} with every reading, in bytes, and {@code soak.png}. */
final class SoakFiles {

    private static final double MIB = 1 << 20;

    private SoakFiles() {}

    static void write(SoakReport report) throws IOException {
        Path folder = report.settings().folder();
        Files.write(folder.resolve("soak.csv"), csv(report));
        Pictures.write(List.of(memory(report), disk(report)), folder.resolve("soak.png"));
    }

    static List<String> csv(SoakReport report) {
        Set<String> processes = report.processes();
        List<String> lines = new ArrayList<>();
        lines.add("step,seconds," + String.join(",", processes) + ",disk_inputs,disk_top,disk_rest");
        for (Reading reading : report.readings()) {
            List<String> row = new ArrayList<>();
            row.add(Long.toString(reading.step()));
            row.add(String.format(Locale.ROOT, "%.1f", reading.seconds()));
            processes.forEach(process -> row.add(reading.resident().get(process).toString()));
            row.add(Long.toString(reading.disk().inputs()));
            row.add(Long.toString(reading.disk().top()));
            row.add(Long.toString(reading.disk().rest()));
            lines.add(String.join(",", row));
        }
        return lines;
    }

    private static XYChart memory(SoakReport report) {
        XYChart chart = chart("Memory in RAM by process", "MiB");
        for (String process : report.processes()) {
            add(chart, process, report.readings(), reading -> reading.resident().get(process));
        }
        return chart;
    }

    private static XYChart disk(SoakReport report) {
        XYChart chart = chart("Disk of the broker", "MiB");
        add(
                chart,
                "topics that modules read",
                report.readings(),
                reading -> reading.disk().inputs());
        add(chart, "top topic", report.readings(), reading -> reading.disk().top());
        return chart;
    }

    private static XYChart chart(String title, String unit) {
        XYChart chart = Pictures.chart(title, "training step", unit);
        chart.getStyler()
                .setYAxisMin(0.0)
                .setXAxisDecimalPattern("#,###")
                .setYAxisDecimalPattern("#,###")
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal);
        return chart;
    }

    private static void add(XYChart chart, String name, List<Reading> readings, ToLongFunction<Reading> quantity) {
        XYSeries series = chart.addSeries(
                name,
                readings.stream().mapToDouble(Reading::step).toArray(),
                readings.stream()
                        .mapToDouble(reading -> quantity.applyAsLong(reading) / MIB)
                        .toArray());
        series.setMarker(SeriesMarkers.NONE)
                .setLineStyle(new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
}

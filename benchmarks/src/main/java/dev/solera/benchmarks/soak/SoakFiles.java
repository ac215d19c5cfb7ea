package dev.solera.benchmarks.soak;

import dev.solera.standalone.report.Pictures;
import java.awt.BasicStroke;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What a soak leaves: {@code soak.csv} with every reading, in bytes, and {@code soak.png}. */
final class SoakFiles {

    private static final double MIB = 1 << 20;

    private SoakFiles() {}

    static Path csv(SoakSettings settings) {
        return settings.folder().resolve("soak.csv");
    }

    /** Adds a line as soon as it is read, so that a run that is cut off leaves what it has seen. */
    static void append(Reading reading, SoakSettings settings) throws IOException {
        Path csv = csv(settings);
        List<String> lines = new ArrayList<>();
        if (Files.notExists(csv)) {
            lines.add(header(reading));
        }
        lines.add(line(reading));
        Files.write(csv, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    static String header(Reading reading) {
        return "step,seconds," + String.join(",", reading.resident().keySet()) + ",disk_inputs,disk_top,disk_rest";
    }

    static String line(Reading reading) {
        List<String> cells = new ArrayList<>();
        cells.add(Long.toString(reading.step()));
        cells.add(String.format(Locale.ROOT, "%.1f", reading.seconds()));
        reading.resident().values().forEach(bytes -> cells.add(bytes.toString()));
        cells.add(Long.toString(reading.disk().inputs()));
        cells.add(Long.toString(reading.disk().top()));
        cells.add(Long.toString(reading.disk().rest()));
        return String.join(",", cells);
    }

    static void writePicture(SoakReport report) {
        Pictures.write(
                List.of(memory(report), disk(report)),
                report.settings().folder().resolve("soak.png"));
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

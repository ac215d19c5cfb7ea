package dev.solera.standalone.report;

import dev.solera.stream.TelemetryEvent.Accuracy;
import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Held-out accuracy by depth, one chart a label: trained against untrained, the raw input and chance. */
final class AccuracyPicture {

    private static final Color TRAINED = new Color(0xB4462E);
    private static final Color UNTRAINED = new Color(0x4C78A8);
    private static final Color RAW = new Color(0x54706A);

    private AccuracyPicture() {}

    /** Writes one chart a label of the evaluation pass, side by side. */
    static void write(AccuracyBoard board, Path file) {
        Pictures.write(board.labels().stream().map(label -> chart(board, label)).toList(), file);
    }

    private static XYChart chart(AccuracyBoard board, String label) {
        XYChart chart = Pictures.chart(
                "Held-out " + label + " accuracy by depth", "depth (module; 0 is the raw input)", "accuracy (%)");
        int top = board.depths(label).stream().mapToInt(Integer::intValue).max().orElse(0);
        chart.getStyler()
                .setXAxisDecimalPattern("0")
                .setYAxisDecimalPattern("0")
                .setXAxisMin(-0.2)
                .setXAxisMax(top + 0.2)
                .setYAxisMin(0.0)
                .setYAxisMax(100.0)
                .setXAxisMaxLabelCount(top + 1)
                .setErrorBarsColorSeriesColor(true)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setMarkerSize(8);
        networkLine(chart, board, label, AccuracyBoard.TRAINED, TRAINED, SeriesMarkers.CIRCLE);
        networkLine(chart, board, label, AccuracyBoard.UNTRAINED, UNTRAINED, SeriesMarkers.SQUARE);
        board.raw(label).ifPresent(raw -> {
            level(chart, "raw input", raw.accuracy(), halfInterval(raw), top, RAW);
            level(chart, "chance", 1.0 / raw.classes(), 0, top, Pictures.QUIET);
        });
        return chart;
    }

    private static void networkLine(
            XYChart chart, AccuracyBoard board, String label, String network, Color colour, Marker marker) {
        List<Accuracy> rows = board.depths(label).stream()
                .map(depth -> board.find(label, depth, network))
                .flatMap(Optional::stream)
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        XYSeries series = chart.addSeries(
                network,
                rows.stream().mapToDouble(Accuracy::depth).toArray(),
                rows.stream().mapToDouble(row -> 100 * row.accuracy()).toArray(),
                rows.stream().mapToDouble(row -> 100 * halfInterval(row)).toArray());
        series.setMarker(marker).setMarkerColor(colour).setLineColor(colour).setLineWidth(2f);
    }

    private static void level(XYChart chart, String name, double accuracy, double halfInterval, int top, Color colour) {
        XYSeries series = chart.addSeries(
                name, new double[] {0, Math.max(1, top)}, new double[] {100 * accuracy, 100 * accuracy}, new double[] {
                    100 * halfInterval, 100 * halfInterval
                });
        series.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.DASH_DASH).setLineColor(colour);
        series.setLineWidth(1.4f);
    }

    private static double halfInterval(Accuracy row) {
        return (row.high() - row.low()) / 2;
    }
}

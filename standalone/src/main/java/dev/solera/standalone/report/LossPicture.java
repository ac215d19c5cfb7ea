package dev.solera.standalone.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Loss curves, one a module, deeper modules darker; a line at ln(n) is a loss that tells one of n at random. */
final class LossPicture {

    private static final Color SHALLOW = new Color(0xE9A03B);
    private static final Color DEEP = new Color(0x5B1A3A);

    /** Part of a curve's points that each is averaged with, to either side. */
    private static final double REACH = 0.02;

    private LossPicture() {}

    /**
     * @param losses by module: step against nats
     * @param choices by module: what it tells one of, the positive and its negatives or the classes
     */
    static void write(Map<Integer, Curve> losses, Map<Integer, Long> choices, Path file) {
        Pictures.write(List.of(chart(losses, choices)), file);
    }

    static XYChart chart(Map<Integer, Curve> losses, Map<Integer, Long> choices) {
        XYChart chart = Pictures.chart("Loss by module", "training step", "loss (nats)");
        chart.getStyler()
                .setXAxisDecimalPattern("#,###")
                .setYAxisDecimalPattern("0.0")
                .setLegendPosition(Styler.LegendPosition.OutsideE);
        double last = losses.values().stream()
                .flatMapToDouble(curve -> java.util.Arrays.stream(curve.x()))
                .max()
                .orElse(1);
        new TreeSet<>(choices.values()).forEach(count -> limit(chart, count, Math.max(2, last)));
        losses.forEach((module, curve) -> {
            if (!curve.isEmpty()) {
                int reach = (int) (curve.x().length * REACH);
                XYSeries series = chart.addSeries("module " + module, curve.x(), curve.smoothed(reach));
                series.setMarker(SeriesMarkers.NONE).setLineColor(colour(module, losses.size()));
                series.setLineStyle(new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            }
        });
        return chart;
    }

    /** The loss of a module that knows nothing: one line for all modules with as much to choose from. */
    private static void limit(XYChart chart, long choices, double last) {
        double nats = Math.log(choices);
        XYSeries limit = chart.addSeries("ln(" + choices + ")", new double[] {1, last}, new double[] {nats, nats});
        limit.setMarker(SeriesMarkers.NONE).setLineStyle(SeriesLines.DASH_DASH).setLineColor(Pictures.QUIET);
        limit.setLineWidth(1.2f);
    }

    private static Color colour(int module, int modules) {
        double depth = modules == 1 ? 0 : (module - 1.0) / (modules - 1);
        return new Color(
                mix(SHALLOW.getRed(), DEEP.getRed(), depth),
                mix(SHALLOW.getGreen(), DEEP.getGreen(), depth),
                mix(SHALLOW.getBlue(), DEEP.getBlue(), depth));
    }

    private static int mix(int from, int to, double share) {
        return (int) Math.round(from + (to - from) * share);
    }
}

package dev.solera.probe;

import dev.solera.pipeline.Placement;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.evaluation.EvaluationTable;
import dev.solera.probe.evaluation.FitCount;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports what the probes found and how the service is: as telemetry, as meters and in health, with rare facts in the
 * log.
 */
final class ProbeReport {

    private static final Logger LOG = LoggerFactory.getLogger(ProbeReport.class);
    static final String SERVICE = "probe";

    private final TelemetryPublisher telemetry;
    private final ProbeMetrics metrics;
    private final Lifecycle lifecycle;

    private Set<ProbeAccuracy> told = Set.of();

    ProbeReport(TelemetryPublisher telemetry, ProbeMetrics metrics, Lifecycle lifecycle) {
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.lifecycle = lifecycle;
    }

    /**
     * The probe has started to listen. It restores nothing, as the topics hold all that it needs.
     *
     * @param placement of the modules, of which some may hand on where nobody listens
     */
    void listening(Placement placement) {
        if (!placement.depthsWithoutTopic().isEmpty()) {
            LOG.info(
                    "depths without a topic have no accuracy depths={} placement={}",
                    placement.depthsWithoutTopic(),
                    placement);
        }
        lifecycle.to(Lifecycle.State.RESTORING);
        lifecycle.to(Lifecycle.State.TRAINING);
    }

    /** The probe was asked to stop. */
    void stopped() {
        lifecycle.to(Lifecycle.State.DRAINING);
        lifecycle.to(Lifecycle.State.STOPPED);
    }

    /** Publishes what has changed of the rolling accuracies. One thread at a time. */
    void rolling(List<ProbeAccuracy> rows) {
        rows.stream()
                .filter(row -> !told.contains(row))
                .forEach(row -> telemetry.publish(row.event(telemetry.run(), System.currentTimeMillis(), true)));
        told = Set.copyOf(rows);
        metrics.rolling(rows);
    }

    /** Publishes how far the table is. */
    void fitting(FitCount fits) {
        int all = fits.all();
        telemetry.publish(new TelemetryEvent.Fitting(
                telemetry.run(), System.currentTimeMillis(), Math.min(fits.done(), all), all));
    }

    /** Publishes the table; returns once all of it is delivered. */
    void table(EvaluationTable table) throws InterruptedException {
        table.skipped()
                .forEach((label, cause) -> LOG.warn("label has no final accuracy label={} cause={}", label, cause));
        for (ProbeAccuracy row : table.rows()) {
            telemetry.deliver(row.event(telemetry.run(), System.currentTimeMillis(), false));
        }
        metrics.table(table.rows());
        var labels = new TreeSet<String>();
        table.rows().forEach(row -> labels.add(row.label()));
        labels.forEach(label -> table.best(label)
                .ifPresentOrElse(
                        ProbeReport::logBest,
                        () -> logNoBest(label, table.learned().contains(label))));
    }

    private static void logNoBest(String label, boolean learned) {
        LOG.info(
                "no best depth label={} cause={}",
                label,
                learned ? "modules learned it, so that no training recording is new to them" : "nothing was validated");
    }

    private static void logBest(ProbeAccuracy row) {
        LOG.info(
                "best depth label={} depth={} accuracy={} low={} high={} held_out={}",
                row.label(),
                row.representation().depth(),
                row.score().fraction(),
                row.interval().low(),
                row.interval().high(),
                row.score().count());
    }

    /** Warns that rows are about different samples. */
    void uneven(Map<Representation, Long> samples) {
        LOG.warn("rows of the final table are about different samples counts={}", samples);
    }

    /** Warns that the probes of a depth cannot be exported. */
    void notKept(Path file, IOException cause) {
        LOG.warn(
                "probes cannot be written, so that none of this depth can be exported file={} cause={}",
                file,
                cause.toString());
    }

    /** Warns that there are no rolling accuracies any more. */
    void noRolling(RuntimeException cause) {
        LOG.warn("no more rolling accuracies", cause);
    }

    void noTable(String cause) {
        LOG.warn("no final table cause={}", cause);
    }

    /** Announces the end; returns once the event is delivered. */
    void finished(Map<String, Long> counts) throws InterruptedException {
        telemetry.deliver(
                new TelemetryEvent.Finished(telemetry.run(), System.currentTimeMillis(), SERVICE, Map.copyOf(counts)));
        lifecycle.to(Lifecycle.State.FINISHED);
    }
}

package dev.solera.standalone.report;

import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.dataformat.csv.CsvMapper;

/**
 * Writes a run's tables and pictures from what its services tell. Steps go to {@code metrics.csv} as they come; the rest
 * is written at the end. Thread-safe: who stops a run finishes its tables while events still come.
 */
public final class RunRecorder implements AutoCloseable {

    private static final int POINTS_OF_A_CURVE = 2000;

    /** Nats. A larger loss says only that learning diverged, and a scale up to 1e30 takes hours to draw. */
    private static final double MOST_DRAWN = 1000;

    private static final CsvMapper CSV = new CsvMapper();

    private final RunFolder folder;
    private final SequenceWriter metrics;
    private final Map<Integer, Curve> losses = new TreeMap<>();
    private final AccuracyBoard accuracies = new AccuracyBoard();
    private final Map<Integer, Long> choices = new TreeMap<>();
    private final Map<Integer, Long> furthest = new TreeMap<>();
    private boolean finished;

    /** Opens {@code metrics.csv} in {@code folder}. */
    public RunRecorder(RunFolder folder) {
        this.folder = folder;
        try {
            Writer file = Files.newBufferedWriter(folder.metrics());
            metrics = CSV.writer(CSV.schemaFor(MetricsRow.class).withHeader()).writeValues(file);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.metrics() + " cannot be written", e);
        }
    }

    /** Takes in one event; after the end events are ignored. */
    public synchronized void accept(TelemetryEvent event) {
        if (finished) {
            return;
        }
        if (event instanceof TelemetryEvent.Step step && isNew(step)) {
            metrics.write(MetricsRow.of(step));
            if (!step.isFrozen()) {
                draw(step);
            }
        } else if (event instanceof TelemetryEvent.Accuracy accuracy) {
            accuracies.add(accuracy);
        }
    }

    private void draw(TelemetryEvent.Step step) {
        losses.computeIfAbsent(step.module(), module -> new Curve(POINTS_OF_A_CURVE))
                .add(step.step(), Math.min(step.loss(), MOST_DRAWN));
        if (step.loss() <= MOST_DRAWN) { // beyond, their sum has lost it
            choices.merge(step.module(), Math.round(Math.exp(step.loss() + step.bound())), Math::max);
        }
    }

    /** A module that went back to its checkpoint trains steps again, to the same bits. */
    private boolean isNew(TelemetryEvent.Step step) {
        Long before = furthest.put(step.module(), Math.max(step.step(), furthest.getOrDefault(step.module(), 0L)));
        return before == null || step.step() > before;
    }

    /** Loss curves so far, by module. */
    synchronized Map<Integer, Curve> losses() {
        return Map.copyOf(losses);
    }

    /** The accuracies so far. */
    public AccuracyBoard accuracies() {
        return accuracies;
    }

    /** Writes {@code accuracy.csv}, and the rest of {@code metrics.csv}. */
    public synchronized void finish() {
        close();
        AccuracyFiles.table(accuracies, folder.accuracy());
    }

    /**
     * Draws the pictures for which there are data.
     *
     * @throws IllegalStateException where this machine has no fonts
     */
    public void draw() {
        if (!losses.isEmpty()) {
            LossPicture.write(losses, choices, folder.losses());
        }
        if (!accuracies.isEmpty()) {
            AccuracyFiles.picture(accuracies, folder.accuracyByDepth());
        }
    }

    /** Closes {@code metrics.csv}, with the rows so far. */
    @Override
    public synchronized void close() {
        finished = true;
        metrics.close();
    }
}

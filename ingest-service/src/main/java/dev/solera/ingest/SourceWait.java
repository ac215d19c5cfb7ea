package dev.solera.ingest;

import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again and again while recordings cannot be reached. Nothing is left out meanwhile: the run has the same samples as if
 * nothing had been. The service shows that it is paused, and why; after a time it fails.
 */
final class SourceWait {

    private static final Logger LOG = LoggerFactory.getLogger(SourceWait.class);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Duration patience;
    private final LearningTime time;
    private final Lifecycle lifecycle;
    private final Consumer<String> telling;
    private final LongSupplier nanoTime;
    private final Pause pause;

    /** What lets time pass between two attempts. */
    interface Pause {
        void pass(Duration time) throws InterruptedException;
    }

    /**
     * @param patience of one wait
     * @param time stands meanwhile
     */
    SourceWait(Duration patience, LearningTime time, Lifecycle lifecycle, TelemetryPublisher telemetry) {
        this(
                patience,
                time,
                lifecycle,
                cause -> telemetry.publish(
                        new TelemetryEvent.Waiting(telemetry.run(), System.currentTimeMillis(), Ingest.NAME, cause)),
                System::nanoTime,
                pause -> Thread.sleep(pause.toMillis()));
    }

    /**
     * @param telling takes why it waits, and nothing once it goes on
     * @param nanoTime as {@link System#nanoTime()}
     */
    SourceWait(
            Duration patience,
            LearningTime time,
            Lifecycle lifecycle,
            Consumer<String> telling,
            LongSupplier nanoTime,
            Pause pause) {
        this.patience = patience;
        this.time = time;
        this.lifecycle = lifecycle;
        this.telling = telling;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /**
     * Reads until it succeeds.
     *
     * @throws IllegalStateException where that takes longer than the patience
     */
    <T> T until(Supplier<T> reading) throws InterruptedException {
        long began = nanoTime.getAsLong();
        boolean waited = false;
        while (true) {
            try {
                T read = reading.get();
                if (waited) {
                    goOn(began);
                }
                return read;
            } catch (SourceUnavailableException e) {
                if (nanoTime.getAsLong() - began >= patience.toNanos()) {
                    throw new IllegalStateException(
                            "%s; waited for %d s, as solera.ingest.source-patience says"
                                    .formatted(e.getMessage(), patience.toSeconds()),
                            e);
                }
                if (!waited) {
                    waited = true;
                    begin(e.getMessage());
                }
            }
            pause.pass(RETRY);
        }
    }

    private void begin(String cause) {
        LOG.warn("waiting for source cause=\"{}\" patience-s={}", cause, patience.toSeconds());
        time.stand();
        lifecycle.to(Lifecycle.State.PAUSED, cause);
        telling.accept(cause);
    }

    private void goOn(long began) {
        LOG.info(
                "source is back seconds={}",
                Duration.ofNanos(nanoTime.getAsLong() - began).toSeconds());
        time.goOn();
        lifecycle.to(Lifecycle.State.TRAINING);
        telling.accept("");
    }
}

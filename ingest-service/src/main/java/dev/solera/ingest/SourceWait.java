package dev.solera.ingest;

import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.ingest.stream.IdleSourceException;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again and again while recordings cannot be reached, or while there are none yet. Nothing is left out meanwhile: the run has the same samples as if
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

    /** What is still done once it is known that there is nothing to read. */
    interface Preparation {
        void prepare() throws InterruptedException;
    }

    /** What lets time pass between two attempts. */
    interface Pause {
        void pass(Duration time) throws InterruptedException;
    }

    /**
     * @param patience of one wait, without what is still done before it
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
     * Reads until it succeeds. A source that has nothing new is waited for as long as that lasts.
     *
     * @throws IllegalStateException where that takes longer than the patience
     */
    <T> T until(Supplier<T> reading) throws InterruptedException {
        return until(reading, () -> {});
    }

    /** @param before what is done before it waits */
    <T> T until(Supplier<T> reading, Preparation before) throws InterruptedException {
        long began = nanoTime.getAsLong();
        long away = began;
        Optional<Class<?>> shown = Optional.empty();
        while (true) {
            try {
                T read = reading.get();
                if (shown.isPresent()) {
                    goOn(began);
                }
                return read;
            } catch (IdleSourceException e) { // whoever looks for something new has waited for it
                shown = show(shown, e, before);
                away = nanoTime.getAsLong();
            } catch (SourceUnavailableException e) {
                if (nanoTime.getAsLong() - away >= patience.toNanos()) {
                    throw new IllegalStateException(
                            "%s; waited for %d s, as solera.ingest.source-patience says"
                                    .formatted(e.getMessage(), patience.toSeconds()),
                            e);
                }
                long showing = nanoTime.getAsLong();
                shown = show(shown, e, before);
                away += nanoTime.getAsLong() - showing;
                pause.pass(RETRY);
            }
        }
    }

    /** Says it once of every kind of waiting. */
    private Optional<Class<?>> show(Optional<Class<?>> shown, RuntimeException cause, Preparation before)
            throws InterruptedException {
        if (shown.isEmpty()) {
            before.prepare();
        }
        if (shown.filter(cause.getClass()::equals).isEmpty()) {
            LOG.warn("waiting for source cause=\"{}\" patience-s={}", cause.getMessage(), patience.toSeconds());
            time.stand();
            shown.ifPresent(other -> lifecycle.to(Lifecycle.State.TRAINING));
            lifecycle.to(Lifecycle.State.PAUSED, cause.getMessage());
            telling.accept(cause.getMessage());
        }
        return Optional.of(cause.getClass());
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

package dev.solera.service.flow;

import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes how far a service has got in what it reads and writes, soon after it has moved and at least every second: every event is
 * read by all services of a run, so that those that tell nothing new are few.
 *
 * <p>The stage upstream waits at its lag bound for these positions, so they follow soon after a move: a bound of b
 * samples and a delay of d seconds limit the stage upstream to b / d samples a second.
 */
public final class PositionReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PositionReporter.class);
    private static final Duration LOOK = Duration.ofMillis(50);
    /** Nobody waits for what is published. */
    private static final Duration PUBLISHED = Duration.ofMillis(500);
    /** Less than a second by a look. */
    private static final Duration PERIOD = Duration.ofMillis(950);

    private final int reading;
    private final int writing;
    private final Optional<ActivationConsumer> input;
    private final ActivationPublisher output;
    private final TelemetryPublisher telemetry;
    private final ScheduledExecutorService clock;
    private List<Long> toldConsumed = List.of();
    private List<Long> toldPublished = List.of();
    private long toldAt;

    /**
     * @param reading the stage that reads the input
     * @param writing the stage that writes the output: the same, or one downstream in the same service
     */
    public PositionReporter(
            String name,
            int reading,
            int writing,
            Optional<ActivationConsumer> input,
            ActivationPublisher output,
            TelemetryPublisher telemetry,
            ServiceFailure failure) {
        this.reading = reading;
        this.writing = writing;
        this.input = input;
        this.output = output;
        this.telemetry = telemetry;
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name + "-positions");
            thread.setDaemon(true);
            return thread;
        });
        report();
        clock.scheduleWithFixedDelay(
                failure.guarded(this::look), LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void look() {
        Duration quiet = Duration.ofNanos(System.nanoTime() - toldAt);
        boolean published =
                quiet.compareTo(PUBLISHED) >= 0 && !output.acknowledged().equals(toldPublished);
        if (!consumed().equals(toldConsumed) || published || quiet.compareTo(PERIOD) >= 0) {
            report();
        }
    }

    private synchronized void report() {
        try {
            toldPublished = output.acknowledged();
            toldConsumed = consumed();
            toldAt = System.nanoTime();
            if (reading == writing) {
                tell(reading, toldConsumed, toldPublished);
            } else {
                tell(reading, toldConsumed, List.of());
                tell(writing, List.of(), toldPublished);
            }
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("position not reported stage={}", reading, e);
        }
    }

    private void tell(int stage, List<Long> consumed, List<Long> published) {
        telemetry.publish(
                new TelemetryEvent.Position(telemetry.run(), System.currentTimeMillis(), stage, consumed, published));
    }

    private List<Long> consumed() {
        return input.map(ActivationConsumer::taken).orElse(List.of());
    }

    /** Publishes the last position and stops. */
    @Override
    public void close() {
        clock.shutdownNow();
        report();
        telemetry.flush();
    }
}

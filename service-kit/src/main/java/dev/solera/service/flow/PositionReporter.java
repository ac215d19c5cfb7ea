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
 * Publishes how far a stage has got, soon after it has moved and at least twice a second.
 *
 * <p>The stage upstream waits at its lag bound for these positions, so they follow soon after a move: a bound of b
 * samples and a delay of d seconds limit the stage upstream to b / d samples a second.
 */
public final class PositionReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PositionReporter.class);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final int stage;
    private final Optional<ActivationConsumer> input;
    private final ActivationPublisher output;
    private final TelemetryPublisher telemetry;
    private final ScheduledExecutorService clock;
    private List<Long> toldConsumed = List.of();
    private long toldAt;

    public PositionReporter(
            String name,
            int stage,
            Optional<ActivationConsumer> input,
            ActivationPublisher output,
            TelemetryPublisher telemetry,
            ServiceFailure failure) {
        this.stage = stage;
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
        if (!consumed().equals(toldConsumed) || since(toldAt).compareTo(PERIOD) >= 0) {
            report();
        }
    }

    private synchronized void report() {
        try {
            List<Long> published = output.acknowledged();
            toldConsumed = consumed();
            toldAt = System.nanoTime();
            telemetry.publish(new TelemetryEvent.Position(
                    telemetry.run(), System.currentTimeMillis(), stage, toldConsumed, published));
        } catch (InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("position not reported stage={}", stage, e);
        }
    }

    private List<Long> consumed() {
        return input.map(ActivationConsumer::taken).orElse(List.of());
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** Publishes the last position and stops. */
    @Override
    public void close() {
        clock.shutdownNow();
        report();
        telemetry.flush();
    }
}

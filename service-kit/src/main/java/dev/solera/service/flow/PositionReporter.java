package dev.solera.service.flow;

import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes how far a service has got in what it reads and writes, soon after it has moved and at least every second: every event is
 * read by all services of a run, so that those that tell nothing new are few.
 *
 * <p>The stage upstream waits at its lag bound for these positions, so they follow soon after a move: a bound of b
 * samples and a delay of d seconds limit the stage upstream to b / d samples a second. In d are 40 ms until a move is told, the way through
 * Kafka, and the pause of the one who reads, see {@link dev.solera.stream.LagGate#awaitWanted}: an eighth of how long the stage had
 * waited when it read before, at most a second, and twice that where the client had fetched the next position already.
 */
public final class PositionReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PositionReporter.class);
    /** From a move until it is told, with those that follow close behind. */
    private static final Duration SOON = Duration.ofMillis(40);
    /** Less than a second with the one before. Nobody waits for what is published, which is told with it. */
    private static final Duration PERIOD = Duration.ofMillis(900);

    private final int reading;
    private final int writing;
    private final Optional<ActivationConsumer> input;
    private final ActivationPublisher output;
    private final TelemetryPublisher telemetry;
    private final Semaphore moves = new Semaphore(0);
    private final Thread thread;

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
        input.ifPresent(consumer -> consumer.onTaken(moves::release));
        report();
        thread = new Thread(() -> work(failure), name + "-positions");
        thread.setDaemon(true);
        thread.start();
    }

    private void work(ServiceFailure failure) {
        try {
            while (true) {
                if (moves.tryAcquire(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                    Thread.sleep(SOON.toMillis());
                }
                moves.drainPermits();
                report();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Error e) {
            failure.report(e);
        }
    }

    private synchronized void report() {
        try {
            List<Long> published = output.acknowledged();
            List<Long> consumed = input.map(ActivationConsumer::taken).orElse(List.of());
            if (reading == writing) {
                tell(reading, consumed, published);
            } else {
                tell(reading, consumed, List.of());
                tell(writing, List.of(), published);
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

    /** Publishes the last position and stops. */
    @Override
    public void close() {
        thread.interrupt();
        report();
        telemetry.flush();
    }
}

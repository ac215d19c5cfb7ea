package dev.solera.service;

import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;

/**
 * Reports that a service has failed, in its state, in the log and to the run. After an {@link Error}, such as running
 * out of memory, the service is also no longer alive, since a new process may do better; a refusal would only be
 * repeated.
 */
final class FailureReport implements Consumer<Throwable> {

    private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);

    /** The thread that has ended may be the one that would have delivered the report. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Lifecycle lifecycle;
    private final TelemetryPublisher telemetry;
    private final ApplicationContext context;

    FailureReport(Lifecycle lifecycle, TelemetryPublisher telemetry, ApplicationContext context) {
        this.lifecycle = lifecycle;
        this.telemetry = telemetry;
        this.context = context;
    }

    /** Returns when the run is told, or after a while, in which case it is told later. */
    @Override
    public void accept(Throwable cause) {
        String line = ServiceFailure.line(cause);
        lifecycle.to(Lifecycle.State.FAILED, line);
        if (cause instanceof Error) {
            AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
        }
        LOG.error("service failed service={} cause=\"{}\"", lifecycle.service(), line, cause);
        var failed = new TelemetryEvent.Failed(telemetry.run(), System.currentTimeMillis(), lifecycle.service(), line);
        if (!telemetry.deliver(failed, PATIENCE)) {
            tellLater(failed);
        }
    }

    /** Once the broker is back, as long as the service runs: a run that is not told waits for what never comes. */
    private void tellLater(TelemetryEvent failed) {
        Thread thread = new Thread(
                () -> {
                    try {
                        telemetry.deliver(failed);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                lifecycle.service() + "-failure");
        thread.setDaemon(true);
        thread.start();
    }
}

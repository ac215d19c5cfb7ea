package dev.solera.module;

import dev.solera.checkpoint.InvalidCheckpointException;
import dev.solera.checkpoint.StaleOwnerException;
import dev.solera.learning.DivergedException;
import dev.solera.service.SoleraStreams;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.TelemetryEvent;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Runs the loop of the service's modules on a thread of its own from the service's start to its stop, and does so again from
 * the newest checkpoint where outputs could not be delivered.
 */
@Component
final class ModuleWorker implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleWorker.class);
    private static final long GRACE_MILLIS = 15_000;

    private final ModuleSessions sessions;
    private final SoleraStreams streams;
    private final TelemetryPublisher telemetry;
    private final ModuleMetrics metrics;
    private final Lifecycle lifecycle;
    private final ServiceFailure failure;
    private Optional<ModuleLoop> running = Optional.empty();
    private boolean stopping;
    private Thread thread;

    ModuleWorker(
            ModuleSessions sessions,
            SoleraStreams streams,
            TelemetryPublisher telemetry,
            ModuleMetrics metrics,
            Lifecycle lifecycle,
            ServiceFailure failure) {
        this.sessions = sessions;
        this.streams = streams;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.lifecycle = lifecycle;
        this.failure = failure;
    }

    @Override
    public synchronized void start() {
        Thread training = new Thread(this::work, sessions.modules().service() + "-training");
        thread = training;
        failure.onReport(cause -> stopElsewhere(training));
        training.start();
    }

    private void work() {
        try {
            lifecycle.to(Lifecycle.State.RESTORING);
            long epoch = sessions.acquire();
            boolean over = false;
            while (!over) {
                over = learnUntilOutputsAreLost(epoch);
            }
        } catch (InterruptedException | InterruptException e) {
            lifecycle.to(Lifecycle.State.DRAINING);
            lifecycle.to(Lifecycle.State.STOPPED, "stopped before its last checkpoint");
        } catch (StaleOwnerException e) {
            supersede(e);
        } catch (Throwable e) { // an Error too: whoever waits would wait for ever
            fail(e);
        }
    }

    /** Whichever thread has ended, the module goes no further. */
    private static void stopElsewhere(Thread training) {
        if (Thread.currentThread() != training) {
            training.interrupt();
        }
    }

    /**
     * @return whether nothing is left to do: false where outputs were lost, which the newest checkpoint brings back
     */
    private boolean learnUntilOutputsAreLost(long epoch)
            throws InterruptedException, IOException, InvalidCheckpointException {
        try {
            sessions.run(epoch, this::train);
            return true;
        } catch (PublishFailedException e) {
            if (!e.isPassing()) {
                throw e;
            }
            LOG.warn("outputs lost, restoring module={} cause=\"{}\"", sessions.modules(), e.getMessage());
            lifecycle.to(Lifecycle.State.RESTORING, e.getMessage());
            streams.awaitBroker();
            return false;
        }
    }

    /** The module itself has not failed: it is trained elsewhere, so that the run is told nothing. */
    private void supersede(StaleOwnerException e) {
        LOG.error("superseded, stopping module={} cause=\"{}\"", sessions.modules(), e.getMessage());
        lifecycle.to(Lifecycle.State.FAILED, e.getMessage());
    }

    private void fail(Throwable e) {
        if (e instanceof DivergedException notFinite) {
            metrics.lossNotFinite(notFinite.module());
        }
        failure.report(e);
    }

    private void train(ModuleLoop loop) throws InterruptedException, IOException {
        if (!begin(loop)) {
            return;
        }
        if (loop.run()) {
            finish(loop.counts());
        } else {
            lifecycle.to(Lifecycle.State.STOPPED);
        }
    }

    private synchronized boolean begin(ModuleLoop loop) {
        running = Optional.of(loop);
        lifecycle.to(stopping ? Lifecycle.State.DRAINING : Lifecycle.State.TRAINING);
        return !stopping;
    }

    private void finish(Map<String, Long> counts) throws InterruptedException {
        String service = sessions.modules().service();
        telemetry.deliver(new TelemetryEvent.Finished(telemetry.run(), System.currentTimeMillis(), service, counts));
        lifecycle.to(Lifecycle.State.FINISHED);
    }

    /** Lets the loop write a last checkpoint; gives it up where that takes too long. */
    @Override
    public void stop() {
        Thread ending = drain();
        try {
            ending.join(GRACE_MILLIS);
            ending.interrupt();
            ending.join(GRACE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Thread drain() {
        Thread ending = thread;
        stopping = true;
        thread = null;
        lifecycle.to(Lifecycle.State.DRAINING);
        running.ifPresent(ModuleLoop::drain);
        return ending;
    }

    @Override
    public synchronized boolean isRunning() {
        return thread != null;
    }
}

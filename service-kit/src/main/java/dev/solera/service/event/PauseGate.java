package dev.solera.service.event;

import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Where the thread that does a service's work waits while somebody has told the service to pause. Nothing of what it does
 * depends on how long it waits here.
 */
public final class PauseGate {

    private static final Duration LOOK = Duration.ofMillis(200);

    private final Lifecycle lifecycle;
    private final TelemetryPublisher telemetry;
    private boolean paused;
    private boolean opened;

    public PauseGate(Lifecycle lifecycle, TelemetryPublisher telemetry) {
        this.lifecycle = lifecycle;
        this.telemetry = telemetry;
    }

    /**
     * Shuts the gate; it is told and shown at once, though the thread may come here later.
     *
     * @param by who has told the service
     */
    synchronized void pause(String by) {
        if (!paused) {
            paused = true;
            lifecycle.hold("told to pause by " + by);
            tell();
        }
    }

    /** Opens it again. That it is open is told where it was before too: an earlier life may have told that it is shut. */
    synchronized void goOn() {
        if (paused) {
            paused = false;
            lifecycle.release();
            notifyAll();
        }
        tell();
    }

    private void tell() {
        telemetry.publish(
                new TelemetryEvent.Paused(telemetry.run(), System.currentTimeMillis(), lifecycle.service(), paused));
    }

    /** Whether whoever comes here has to wait. */
    public synchronized boolean isShut() {
        return paused && !opened;
    }

    /** Waits here until the gate is open. */
    public void pass() throws InterruptedException {
        pass(() -> false);
    }

    /**
     * Waits here until the gate is open, or there is nothing left to wait for.
     *
     * @param over whether there is; asked several times a second
     */
    public synchronized void pass(BooleanSupplier over) throws InterruptedException {
        while (isShut() && !over.getAsBoolean()) {
            wait(LOOK.toMillis());
        }
    }

    /** Lets everybody through from now on, as the service is to stop. */
    public synchronized void openForGood() {
        opened = true;
        notifyAll();
    }
}

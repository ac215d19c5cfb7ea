package dev.solera.standalone.display;

import dev.solera.stream.TelemetryEvent.Step;

/**
 * Where one module stands.
 *
 * @param step done
 * @param loss of that step, nats
 * @param secondsEach that a step takes lately, waiting included
 * @param batch samples of a step
 * @param lag samples published by the stage upstream and not yet consumed here
 */
record ModuleStatus(long step, double loss, double secondsEach, double batch, long lag) {

    static final ModuleStatus WAITING = new ModuleStatus(0, Double.NaN, Double.NaN, 0, 0);

    /** Weight of the newest step in the running average of seconds. */
    private static final double NEWEST = 0.1;

    ModuleStatus after(Step next) {
        double seconds = next.trainSeconds() + next.waitSeconds() + next.publishSeconds();
        double average = step <= 1 ? seconds : (1 - NEWEST) * secondsEach + NEWEST * seconds;
        return new ModuleStatus(next.step(), next.loss(), average, (double) next.samples() / next.step(), next.lag());
    }

    double samplesPerSecond() {
        return step == 0 || secondsEach <= 0 ? 0 : batch / secondsEach;
    }
}

package dev.solera.standalone.display;

import dev.solera.stream.TelemetryEvent.Step;
import java.util.Locale;

/**
 * Where one module stands.
 *
 * @param step done
 * @param loss of that step, nats; NaN where there is none, as before the first step and of a frozen module
 * @param secondsEach that a step takes lately, waiting included
 * @param batch samples of a step
 * @param lag samples published by the stage upstream and not yet consumed here
 * @param deadChannels output channels that were zero all over the batch
 */
record ModuleStatus(long step, double loss, double secondsEach, double batch, long lag, int deadChannels) {

    static final ModuleStatus WAITING = new ModuleStatus(0, Double.NaN, Double.NaN, 0, 0, 0);

    /** From this share of its channels on people are told that they are dead. */
    private static final double MANY = 0.1;

    /** Weight of the newest step in the running average of seconds. */
    private static final double NEWEST = 0.1;

    ModuleStatus after(Step next) {
        double seconds = next.trainSeconds() + next.waitSeconds() + next.publishSeconds();
        double average = step <= 1 ? seconds : (1 - NEWEST) * secondsEach + NEWEST * seconds;
        double loss = next.isFrozen() ? Double.NaN : next.loss();
        return new ModuleStatus(
                next.step(), loss, average, (double) next.samples() / next.step(), next.lag(), next.deadChannels());
    }

    /** The loss in so many digits behind the point, or a dash. */
    String loss(int digits) {
        return Double.isNaN(loss) ? "-" : String.format(Locale.ROOT, "%." + digits + "f", loss);
    }

    /** Whether so many of its channels are dead that people should know. */
    boolean isDying(int channels) {
        return deadChannels >= MANY * channels;
    }

    double samplesPerSecond() {
        return step == 0 || secondsEach <= 0 ? 0 : batch / secondsEach;
    }
}

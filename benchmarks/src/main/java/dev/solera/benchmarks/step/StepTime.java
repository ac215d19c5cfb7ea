package dev.solera.benchmarks.step;

/**
 * What a training step took.
 *
 * @param seconds by the clock
 * @param processor seconds of processor, of all threads
 */
record StepTime(double seconds, double processor) {

    StepTime plus(StepTime other) {
        return new StepTime(seconds + other.seconds, processor + other.processor);
    }
}

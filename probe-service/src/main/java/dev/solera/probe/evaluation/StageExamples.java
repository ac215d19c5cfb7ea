package dev.solera.probe.evaluation;

import dev.solera.activation.Sample;

/** Collects the evaluation samples of one topic. One thread uses it. */
@FunctionalInterface
interface StageExamples extends AutoCloseable {

    /** @param sample of the evaluation pass, at the topic's depth */
    void add(Sample sample);

    @Override
    default void close() {}
}

package dev.solera.probe.feature;

import dev.solera.activation.Sample;

/** A stack of frozen encoders through which samples pass one module at a time. One thread uses it. */
public interface StackEncoder extends AutoCloseable {

    /**
     * @param depth of the result, from 1
     * @param upstream a sample at {@code depth - 1}
     * @return the same sample as module {@code depth} hands it on
     */
    Sample encode(int depth, Sample upstream);

    @Override
    void close();
}

package dev.solera.probe.feature;

import dev.solera.activation.Sample;
import dev.solera.pipeline.Placement;
import java.util.function.ObjIntConsumer;

/** A stack of frozen encoders through which samples pass one module at a time. One thread uses it. */
public interface StackEncoder extends AutoCloseable {

    /**
     * @param depth of the result, from 1
     * @param upstream a sample at {@code depth - 1}
     * @return the same sample as module {@code depth} hands it on
     */
    Sample encode(int depth, Sample upstream);

    /**
     * Lets a sample of the input through the whole stack.
     *
     * @param placement of the run's modules
     * @param seen takes it at every depth that they have a topic at, with the depth
     */
    default void encode(Sample input, Placement placement, ObjIntConsumer<Sample> seen) {
        Sample sample = input;
        for (int depth = 1; depth <= placement.depth(); depth++) {
            sample = encode(depth, sample);
            if (placement.hasTopic(depth)) {
                seen.accept(sample, depth);
            }
        }
    }

    @Override
    void close();
}

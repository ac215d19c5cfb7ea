package dev.solera.benchmarks.learning;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Sample;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.stream.IntStream;

/** What a module hands on: as it arrives, with what travels along with each sample. */
final class HandedOn {

    private HandedOn() {}

    /**
     * @param number of the module
     * @param upstream samples that it was given
     * @param made values of each, row-major
     */
    static List<Sample> by(PipelineDefinition definition, int number, List<Sample> upstream, List<float[]> made) {
        ActivationCodec codec = ActivationCodec.of(definition, number);
        return IntStream.range(0, made.size())
                .mapToObj(i -> codec.travelled(upstream.get(i).with(codec.shape(), made.get(i))))
                .toList();
    }
}

package dev.solera.standalone.reproduce;

import dev.solera.activation.Sample;
import dev.solera.encoder.Parameter;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.Beginning;
import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run has to come to, from the loop that trains all modules in lock-step, without a process, a broker or a checkpoint.
 *
 * @param parameters of every module, from the first
 * @param input fingerprints of all samples of {@code activations.0}, in the order of the run
 * @param top fingerprints of all samples of the top topic, in the order of the run
 * @param snapshots of every module, from the first: the SHA-256 of each, by the number of samples
 */
public record Oracle(
        List<Map<String, Parameter>> parameters, List<Long> input, List<Long> top, List<Map<Long, String>> snapshots) {

    /** @param samples of the run, in its order */
    public static Oracle of(PipelineDefinition definition, Iterable<Sample> samples) {
        return of(definition, Beginning.DRAWN, ComputeDevice.CPU, samples);
    }

    /** @param samples of the run, in its order */
    public static Oracle of(
            PipelineDefinition definition, Beginning beginning, ComputeDevice device, Iterable<Sample> samples) {
        List<Long> input = new ArrayList<>();
        List<Long> top = new ArrayList<>();
        List<Map<String, Parameter>> parameters = new ArrayList<>();
        try (LockStepLoop loop = new LockStepLoop(definition, beginning, device)) {
            var snapshots = new ExpectedSnapshots(definition, loop);
            Iterable<Sample> noted = () -> new NotingIterator(samples.iterator(), input, snapshots);
            loop.run(noted, sample -> top.add(Fingerprint.of(sample)));
            snapshots.takeLast();
            for (int module = 1; module <= definition.depth(); module++) {
                parameters.add(new LinkedHashMap<>(loop.trainer(module).module().parameters()));
            }
            return new Oracle(List.copyOf(parameters), List.copyOf(input), List.copyOf(top), snapshots.taken());
        }
    }

    private record NotingIterator(Iterator<Sample> samples, List<Long> noted, ExpectedSnapshots snapshots)
            implements Iterator<Sample> {

        @Override
        public boolean hasNext() {
            return samples.hasNext();
        }

        @Override
        public Sample next() {
            snapshots.takeIfDue();
            Sample next = samples.next();
            noted.add(Fingerprint.of(next));
            return next;
        }
    }
}

package dev.solera.benchmarks.learning;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.encoder.Parameter;
import dev.solera.engine.ComputeDevice;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.learning.Beginning;
import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All modules of a pipeline, trained by the loop that services equal bit for bit. Samples go through it in groups of a batch, and
 * between modules through the codec.
 */
public final class TrainedStack implements AutoCloseable {

    private final PipelineDefinition definition;
    private final LockStepLoop loop;

    private TrainedStack(PipelineDefinition definition, Beginning beginning, ComputeDevice device) {
        this.definition = definition;
        this.loop = new LockStepLoop(definition, beginning, device);
    }

    /** As the seed draws it. */
    static TrainedStack untrained(PipelineDefinition definition, ComputeDevice device) {
        return from(definition, Beginning.DRAWN, device);
    }

    /**
     * With what an earlier one came to.
     *
     * @param device that all modules are computed on
     */
    static TrainedStack from(PipelineDefinition definition, Beginning beginning, ComputeDevice device) {
        return new TrainedStack(definition, beginning, device);
    }

    /** Trained by processors on all samples of learning; behind them the sequence has those of the evaluation pass. */
    public static TrainedStack trained(PipelineDefinition definition, SampleSequence samples) {
        TrainedStack stack = untrained(definition, ComputeDevice.CPU);
        stack.learn(samples::learning);
        return stack;
    }

    /** @param samples of whole batches; those behind the last whole one are not learned from */
    void learn(Iterable<Sample> samples) {
        loop.run(samples, top -> {});
    }

    /** Parameters of all modules as they are now. */
    Beginning parameters() {
        Map<Integer, Map<String, Parameter>> modules = new HashMap<>();
        for (int number = 1; number <= definition.depth(); number++) {
            modules.put(number, loop.trainer(number).module().parameters());
        }
        return new Beginning("the modules so far", modules);
    }

    /** The same where one module is slow: samples that it passes over are learned from upstream of it alone. */
    void learn(Iterable<Sample> samples, Slowed slowed) {
        long seen = 0;
        for (Sample sample : samples) {
            boolean taken = slowed.takes(seen / definition.batch());
            seen += sample.purpose() == Purpose.TRAIN ? 1 : 0;
            handOn(0, sample, taken ? definition.depth() : slowed.module() - 1);
        }
    }

    /** @param last number of the last module that learns from it */
    private void handOn(int depth, Sample sample, int last) {
        if (depth < last) {
            ActivationCodec codec = ActivationCodec.of(definition, depth + 1);
            loop.trainer(depth + 1).accept(sample).forEach(made -> handOn(depth + 1, codec.travelled(made), last));
        }
    }

    /** Samples as they stand at every depth, from the input on. */
    public List<List<Sample>> depths(List<Sample> input) {
        List<List<Sample>> depths = new ArrayList<>();
        depths.add(input);
        for (int depth = 1; depth <= definition.depth(); depth++) {
            depths.add(handedOn(depth, depths.get(depth - 1)));
        }
        return depths;
    }

    private List<Sample> handedOn(int depth, List<Sample> upstream) {
        List<float[]> made = loop.trainer(depth)
                .module()
                .encode(upstream.stream().map(Sample::values).toList());
        return HandedOn.by(definition, depth, upstream, made);
    }

    @Override
    public void close() {
        loop.close();
    }
}

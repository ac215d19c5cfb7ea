package dev.solera.learning;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Sample;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The whole stack trained in one loop, a sample at a time through all modules: what Greedy InfoMax is without a pipeline.
 *
 * <p>Nothing flows back, so a module's n-th step depends on the first n batches and its own seed alone. A pipeline of
 * services, however fast or slow each one runs, therefore has to end with these very parameters, bit for bit: this loop
 * is the oracle that distributed runs are compared with, and the baseline of every benchmark. Between modules samples are as the
 * codec would hand them on, as the precision on the wire is part of what is computed.
 */
public final class LockStepLoop implements AutoCloseable {

    private final List<ActivationCodec> codecs;
    private final List<ModuleTrainer> trainers;

    public LockStepLoop(PipelineDefinition pipeline) {
        this(pipeline, Beginning.DRAWN, ComputeDevice.CPU);
    }

    /** @param device that all modules are computed on */
    public LockStepLoop(PipelineDefinition pipeline, Beginning beginning, ComputeDevice device) {
        this.codecs = IntStream.rangeClosed(0, pipeline.depth())
                .mapToObj(depth -> ActivationCodec.of(pipeline, depth))
                .toList();
        this.trainers = IntStream.rangeClosed(1, pipeline.depth())
                .mapToObj(number -> new ModuleTrainer(pipeline, number, beginning, device, report -> {}))
                .toList();
    }

    /**
     * Trains on samples in merge order, to the end.
     *
     * @param input samples as they stand in {@code activations.0}
     * @param top takes what the top module hands on, as it would stand in the top topic
     */
    public void run(Iterable<Sample> input, Consumer<Sample> top) {
        for (Sample sample : input) {
            handOn(0, List.of(sample), top);
        }
        for (int depth = 0; depth < trainers.size(); depth++) {
            handOn(depth + 1, travelled(depth + 1, trainers.get(depth).finish()), top);
        }
    }

    /** Hands samples that stand at {@code depth} to the module downstream, and on, until nothing more is done. */
    private void handOn(int depth, List<Sample> samples, Consumer<Sample> top) {
        if (depth == trainers.size()) {
            samples.forEach(top);
            return;
        }
        List<Sample> done = new ArrayList<>();
        for (Sample sample : samples) {
            done.addAll(trainers.get(depth).accept(sample));
        }
        if (!done.isEmpty()) {
            handOn(depth + 1, travelled(depth + 1, done), top);
        }
    }

    /** What module {@code number} made as it arrives, in arrays of its own; the module's are used again. */
    private List<Sample> travelled(int number, List<Sample> made) {
        List<Sample> arrived = made.stream().map(codecs.get(number)::travelled).toList();
        made.forEach(trainer(number).module()::giveBack);
        return arrived;
    }

    /** The trainer of module {@code number}, from 1. */
    public ModuleTrainer trainer(int number) {
        return trainers.get(number - 1);
    }

    @Override
    public void close() {
        trainers.forEach(ModuleTrainer::close);
    }
}

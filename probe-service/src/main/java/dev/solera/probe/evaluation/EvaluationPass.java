package dev.solera.probe.evaluation;

import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.feature.StackEncoder;
import dev.solera.service.SoleraStreams;
import dev.solera.service.consumer.ActivationConsumer;
import dev.solera.stream.PartitionPosition;
import dev.solera.stream.StreamItem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Reads the evaluation pass of every stage that has a topic, each on a thread of its own, from where it begins to the end of the topic, and
 * keeps its features. The untrained stack computes on the thread of the input topic, sample by sample.
 */
public final class EvaluationPass {

    private final PipelineDefinition definition;
    private final SoleraStreams streams;
    private final EvaluationFeatures features;
    private final Supplier<StackEncoder> untrained;
    private final Executor threads;
    private final EvaluationStarts starts;
    private final Map<Integer, CompletableFuture<Void>> stages = new TreeMap<>();

    /**
     * @param untrained makes the untrained stack, when it is needed
     * @param threads one a stage
     */
    public EvaluationPass(
            PipelineDefinition definition,
            SoleraStreams streams,
            EvaluationFeatures features,
            Supplier<StackEncoder> untrained,
            Executor threads) {
        this.definition = definition;
        this.streams = streams;
        this.features = features;
        this.untrained = untrained;
        this.threads = threads;
        this.starts = new EvaluationStarts(streams.partitions());
        definition.placement().topicDepths().forEach(stage -> stages.put(stage, new CompletableFuture<>()));
    }

    /** The pass begins in a partition of a stage's topic. */
    public synchronized void begins(int stage, int partition, long offset) {
        if (stages.containsKey(stage)) {
            starts.add(stage, partition, offset).ifPresent(from -> read(stage, from));
        }
    }

    /**
     * Announces that the top topic has ended, so that the pass is complete in every topic.
     *
     * @param seen whether it held evaluation samples
     * @return whether there is an evaluation pass
     */
    public synchronized boolean topEnded(boolean seen) {
        boolean exists = seen || starts.any();
        if (exists) {
            stages.keySet().forEach(stage -> starts.settle(stage).ifPresent(from -> read(stage, from)));
        }
        return exists;
    }

    /**
     * Completes when every stage has been read to its end; fails as soon as one cannot be read, as others may wait for
     * a long time.
     */
    public CompletableFuture<Void> done() {
        CompletableFuture<Void> all = CompletableFuture.allOf(stages.values().toArray(CompletableFuture[]::new));
        stages.values()
                .forEach(stage -> stage.exceptionally(cause -> {
                    all.completeExceptionally(cause);
                    return null;
                }));
        return all;
    }

    private void read(int stage, List<PartitionPosition> from) {
        CompletableFuture<Void> whole = stages.get(stage);
        threads.execute(() -> {
            try {
                readToEnd(stage, from);
                whole.complete(null);
            } catch (Throwable e) { // an Error too: whoever waits would wait for ever
                whole.completeExceptionally(e);
            }
        });
    }

    private void readToEnd(int stage, List<PartitionPosition> from) throws InterruptedException {
        try (StageExamples examples = examples(stage);
                ActivationConsumer tap = streams.tap("probe-evaluation", stage, from)) {
            for (Optional<StreamItem> item = tap.take(); item.isPresent(); item = tap.take()) {
                if (item.get() instanceof StreamItem.Arrived arrived
                        && arrived.sample().purpose().isEvaluation()) {
                    examples.add(arrived.sample());
                }
            }
        }
    }

    private StageExamples examples(int stage) {
        return stage == 0
                ? new RawAndUntrained(definition.placement(), untrained.get(), features)
                : sample -> features.add(Representation.trained(stage), sample);
    }
}

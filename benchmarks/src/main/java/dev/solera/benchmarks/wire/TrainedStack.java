package dev.solera.benchmarks.wire;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Sample;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All modules of a pipeline, trained by the loop that services equal bit for bit, with the samples of the evaluation pass.
 * Samples go through it in groups of a batch, and between modules through the codec.
 */
final class TrainedStack implements AutoCloseable {

    private final PipelineDefinition definition;
    private final LockStepLoop loop;
    private final SampleSequence samples;

    /** Trains to the end of what the ingest settings ask for. */
    TrainedStack(PipelineDefinition definition, IngestProperties ingest, Corpus corpus) {
        this.definition = definition;
        this.loop = new LockStepLoop(definition);
        this.samples = new SampleSequence(definition, corpus, ingest.length(), ingest.evaluationLimit());
        loop.run(samples::learning, top -> {});
    }

    /** The next samples of the evaluation pass as they stand at every depth, from the input on; no lists behind the last. */
    List<List<Sample>> evaluated() {
        List<Sample> group = new ArrayList<>();
        Stream.generate(samples::next)
                .limit(definition.batch())
                .takeWhile(Optional::isPresent)
                .forEach(sample -> group.add(sample.orElseThrow()));
        List<List<Sample>> depths = new ArrayList<>();
        if (!group.isEmpty()) {
            depths.add(group);
        }
        for (int depth = 1; !group.isEmpty() && depth <= definition.depth(); depth++) {
            depths.add(handedOn(depth, depths.get(depth - 1)));
        }
        return depths;
    }

    private List<Sample> handedOn(int depth, List<Sample> upstream) {
        ActivationCodec codec = ActivationCodec.of(definition, depth);
        List<float[]> values = loop.trainer(depth)
                .module()
                .encode(upstream.stream().map(Sample::values).toList());
        List<Sample> handedOn = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            handedOn.add(codec.travelled(upstream.get(i).with(codec.shape(), values.get(i))));
        }
        return handedOn;
    }

    @Override
    public void close() {
        loop.close();
    }
}

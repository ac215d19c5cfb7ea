package dev.solera.probe.rolling;

import dev.solera.activation.Sample;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.probe.accuracy.Network;
import dev.solera.probe.accuracy.ProbeAccuracy;
import dev.solera.probe.accuracy.Representation;
import dev.solera.probe.classifier.ProbeBudget;
import dev.solera.probe.feature.Features;
import dev.solera.probe.feature.StackEncoder;
import dev.solera.stream.document.Document;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Accuracies while modules learn. Now and then the newest samples of the input go through the newest parameters that all modules have
 * published, so that everything a probe is fit and scored on was made by one and the same network (docs/accuracy.md). The first look
 * is at few samples, every other one at half as many again, up to all that are kept; between them passes so much time that looking takes
 * no more than a given share of a processor's, however long a busy machine lets a look wait for one. The untrained network is looked at
 * in the same way, until it has seen as many as are kept.
 */
public final class RollingProbes {

    private static final int FIRST = 100;
    private static final double GROWTH = 1.5;

    /** How long modules may take to publish their last parameters once they have handed everything on. */
    private static final Duration LAST = Duration.ofSeconds(15);

    private final PipelineDefinition definition;
    private final Features features;
    private final ProbeBudget budget;
    private final Function<Beginning, StackEncoder> stacks;
    private final ProcessorShare share;
    private final Duration patience;
    private final KeptSamples kept;
    private final NewestSnapshots snapshots;
    private int wanted;
    private boolean untrainedKnown;
    private volatile List<ProbeAccuracy> untrained = List.of();
    private volatile List<ProbeAccuracy> rows = List.of();

    /**
     * @param budget of every probe, the table's
     * @param windows that are looked back on
     * @param share of a processor's time that looking takes, at most
     * @param stacks makes encoders of parameters
     */
    public RollingProbes(
            PipelineDefinition definition,
            Features features,
            ProbeBudget budget,
            RollingWindows windows,
            double share,
            Function<Beginning, StackEncoder> stacks) {
        this(definition, features, budget, windows, new ProcessorShare(share), LAST, stacks);
    }

    /** @param patience with modules that have handed everything on and not published their last parameters */
    RollingProbes(
            PipelineDefinition definition,
            Features features,
            ProbeBudget budget,
            RollingWindows windows,
            ProcessorShare share,
            Duration patience,
            Function<Beginning, StackEncoder> stacks) {
        this.definition = definition;
        this.features = features;
        this.budget = budget;
        this.stacks = stacks;
        this.share = share;
        this.patience = patience;
        this.kept = new KeptSamples(
                windows, (long) definition.input().stage().shape().size() * Float.BYTES);
        this.snapshots = new NewestSnapshots(definition);
        this.wanted = Math.min(FIRST, kept.capacity());
    }

    /**
     * Takes a sample of the input.
     *
     * @return whether it is kept, and so must not change any more
     */
    public boolean accept(Sample input) {
        return kept.accept(input);
    }

    /** Takes parameters that a module has published. */
    public void accept(Document document, int module) {
        snapshots.accept(document, module);
    }

    /** Looks again and again, on the caller's thread, until that is interrupted. */
    public void look() throws InterruptedException {
        while (true) {
            kept.await(wanted);
            Beginning newest = snapshots.take();
            share.take(() -> look(newest, wanted));
            wanted = (int) Math.min(kept.capacity(), Math.ceil(GROWTH * wanted));
        }
    }

    /** A last look at everything that is kept, with the last parameters; {@link #look()} has ended. */
    public void lookOnceMore() throws InterruptedException {
        Optional<Beginning> last = snapshots.last(patience);
        if (last.isPresent()) {
            look(last.get(), kept.capacity());
        }
    }

    private void look(Beginning parameters, int count) throws InterruptedException {
        boolean full = kept.isFull();
        List<Sample> samples = kept.newest(count);
        rows = accuracies(parameters, Network.TRAINED, samples);
        if (!untrainedKnown) {
            untrained = accuracies(Beginning.DRAWN, Network.UNTRAINED, samples);
            untrainedKnown = full && count >= kept.capacity();
        }
    }

    /** Features are in memory of one network at a time; those of the input come with the trained one. */
    private List<ProbeAccuracy> accuracies(Beginning parameters, Network network, List<Sample> samples)
            throws InterruptedException {
        Look look = new Look(features, budget);
        if (network == Network.TRAINED) {
            samples.forEach(
                    sample -> look.add(Representation.RAW, definition.stages().get(0), sample));
        }
        encode(parameters, network, samples, look);
        return look.rows();
    }

    private void encode(Beginning parameters, Network network, List<Sample> samples, Look look)
            throws InterruptedException {
        try (StackEncoder stack = stacks.apply(parameters)) {
            for (Sample input : samples) {
                stack.encode(
                        input,
                        definition.placement(),
                        (sample, depth) -> look.add(
                                new Representation(depth, network),
                                definition.stages().get(depth),
                                sample));
                if (Thread.interrupted()) {
                    throw new InterruptedException("looking was given up");
                }
            }
        }
    }

    /** What the newest look saw, of all labels that there is something to tell of. */
    public List<ProbeAccuracy> rows() {
        List<ProbeAccuracy> all = new ArrayList<>(rows);
        all.addAll(untrained);
        return all;
    }
}

package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.corpus.Recording;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The samples of a run over a corpus: a pure function of definition and listing, but for where learning ends. */
public final class SampleSequence implements Samples {

    private static final Logger LOG = LoggerFactory.getLogger(SampleSequence.class);

    private final int partitions;
    private final SamplePlan plan;
    private final Sampling sampling;
    private final List<PlannedSample> evaluation;
    private final Learning learning;
    private final Map<String, String> unreadable = new ConcurrentSkipListMap<>();
    private int evaluated;

    /**
     * @param length of learning; a limit in time is kept by whoever calls {@link #askForEnd()}
     * @param evaluationWindows bound on the evaluation pass's windows of training recordings, and again on those of held-out ones
     */
    public SampleSequence(PipelineDefinition definition, Corpus corpus, RunLength length, int evaluationWindows) {
        this.partitions = definition.wire().partitions();
        this.plan = new SamplePlan(definition, corpus.recordings());
        this.sampling = Sampling.of(definition, corpus);
        this.evaluation = sampling.evaluation(evaluationWindows);
        this.learning = new Learning(length.trainSamples(plan.trainRecordings(), definition.batch()));
    }

    /** Samples of the evaluation pass. */
    public int evaluationWindows() {
        return evaluation.size();
    }

    @Override
    public long trainSamples() {
        return learning.trainSamples();
    }

    /** Reads nothing again. */
    @Override
    public List<StreamCounts> skip(long published, long learned) {
        learning.endAt(learned);
        List<StreamCounts> counts = new ArrayList<>(Collections.nCopies(partitions, StreamCounts.NONE));
        while (learning.number() < published) {
            Purpose purpose = nextPurpose()
                    .orElseThrow(() -> new IllegalStateException("samples published are %d; allowed: %d, as the run has"
                            .formatted(published, learning.number())));
            int partition = RoutedSample.partitionOf(learning.number(), partitions);
            counts.set(partition, counts.get(partition).plus(purpose));
            advance(purpose);
        }
        return counts;
    }

    private Optional<Purpose> nextPurpose() {
        if (learning.goesOn()) {
            return Optional.of(plan.turn(learning.number()).heldOut() ? Purpose.HELD_OUT : Purpose.TRAIN);
        }
        return evaluated < evaluation.size()
                ? Optional.of(evaluation.get(evaluated).purpose())
                : Optional.empty();
    }

    private void advance(Purpose purpose) {
        learning.advance(purpose);
        evaluated += purpose.isEvaluation() ? 1 : 0;
    }

    @Override
    public void learnAtLeast(long samples) {
        learning.learnAtLeast(samples);
    }

    @Override
    public void askForEnd() {
        learning.askForEnd();
    }

    @Override
    public long learned() {
        return learning.border();
    }

    @Override
    public long recordings() {
        return plan.samplesPerEpoch();
    }

    @Override
    public long unreadableRecordings() {
        return unreadable.size();
    }

    /** What turned out to be unreadable since the corpus was opened, by name with the cause. */
    public Map<String, String> unreadable() {
        return Collections.unmodifiableMap(unreadable);
    }

    @Override
    public Optional<Sample> next() {
        learning.endWhereAsked();
        Optional<Sample> next = learning.goesOn() ? Optional.of(learningSample()) : evaluationSample();
        next.ifPresent(sample -> advance(sample.purpose()));
        return next;
    }

    /** The samples of learning, from the next one on; behind the last of them {@link #next} has those of the evaluation pass. */
    public Iterator<Sample> learning() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                learning.endWhereAsked();
                return learning.goesOn();
            }

            @Override
            public Sample next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("learning has ended");
                }
                Sample sample = learningSample();
                advance(sample.purpose());
                return sample;
            }
        };
    }

    private Optional<Sample> evaluationSample() {
        if (evaluated == evaluation.size()) {
            return Optional.empty();
        }
        PlannedSample planned = evaluation.get(evaluated);
        return Optional.of(read(planned).orElseGet(() -> planned.blank(sequence())));
    }

    /** Of the recording whose turn it is, else of the next readable one that is held out or trained on like it. */
    private Sample learningSample() {
        Recording turn = plan.turn(learning.number());
        Optional<Recording> candidate = Optional.of(turn);
        for (int attempt = 1; candidate.isPresent(); attempt++) {
            Optional<Sample> read = learningSample(candidate.orElseThrow());
            if (read.isPresent()) {
                return read.orElseThrow();
            }
            candidate = plan.substitute(learning.number(), attempt);
        }
        if (!turn.heldOut()) {
            throw new InvalidSourceException("source has no training recording that can be read, of %d that are listed"
                    .formatted(plan.trainRecordings()));
        }
        // Held-out samples only say how well a run generalises: without any readable one it learns on, and the turn is
        // silent.
        return sampling.learning(plan.epoch(learning.number()), turn, Set.of()).blank(sequence());
    }

    /** Empty where the recording itself cannot be read; where one that is joined to it cannot, others are. */
    private Optional<Sample> learningSample(Recording recording) {
        Optional<Sample> read = Optional.empty();
        while (read.isEmpty() && !unreadable.containsKey(recording.name())) {
            read = read(sampling.learning(plan.epoch(learning.number()), recording, unreadable.keySet()));
        }
        return read;
    }

    private Optional<Sample> read(PlannedSample planned) {
        if (unreadable.containsKey(planned.recording().name())) {
            return Optional.empty();
        }
        try {
            return Optional.of(planned.read(sequence()));
        } catch (UnreadableWindowException e) {
            unreadable.put(e.recording().name(), e.getMessage());
            LOG.warn("recording skipped name={} cause={}", e.recording().name(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Sample g of the run is in partition g mod P the one with sequence g div P. */
    private long sequence() {
        return RoutedSample.sequenceOf(learning.number(), partitions);
    }
}

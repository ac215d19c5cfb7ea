package dev.solera.ingest.stream;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.SourceUnavailableException;
import dev.solera.ingest.plan.Learning;
import dev.solera.ingest.plan.PlannedSample;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.Samples;
import dev.solera.ingest.plan.UnreadableWindowException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.SoleraStreams;
import dev.solera.service.broker.KafkaClients;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.InterruptException;

/**
 * The samples of a run that is fed from a topic: records fill a block, a full block is shuffled, and its samples come one after the
 * other. Which records a block is made of follows from their offsets, or is decided by chance, and then told.
 *
 * <p>Where learning ends follows from its length, or from the topic's end; or else it is the last sample that somebody can have
 * sent. Records behind it that do not fill a block are not learned from. Where the topic ends, an evaluation pass over what was fed comes behind it.
 */
public final class StreamSamples implements Samples {

    private static final String NAME = "ingest";

    private final PipelineDefinition definition;
    private final StreamSource source;
    private final SoleraStreams streams;
    private final KafkaClients clients;
    private final StreamMetrics metrics;
    private final Learning learning;
    private final int evaluationLimit;
    private final SourceTopic topic;
    private final PositionBook book;
    private final Deque<PlannedSample> full = new ArrayDeque<>();
    private Optional<BlockReader<?>> reader = Optional.empty();
    private Optional<TopicEvaluation<?>> evaluation = Optional.empty();
    private long deleted;
    private SourceStart start;
    private long block;
    private SourceState state;
    private Optional<String> position = Optional.empty();
    private Optional<String> decision = Optional.empty();

    /**
     * @param evaluationLimit bound on the samples of training recordings in the evaluation pass, and again on those of held-out ones
     * @param clients of the source's cluster
     */
    public StreamSamples(
            PipelineDefinition definition,
            StreamSource source,
            RunLength length,
            int evaluationLimit,
            SoleraStreams streams,
            KafkaClients clients,
            StreamMetrics metrics) {
        this.definition = definition;
        this.source = source;
        this.topic = new SourceTopic(source.topic(), clients);
        this.book = new PositionBook(streams);
        this.evaluationLimit = evaluationLimit;
        this.streams = streams;
        this.clients = clients;
        this.metrics = metrics;
        this.state = SourceState.begin(streams.partitions(), List.of());
        // Nobody knows how many records will come by.
        this.learning = new Learning(length.trainSamples(0, definition.batch()));
    }

    /** Makes the block again that the first missing sample is of, or one before it, and those from there on. */
    @Override
    public List<StreamCounts> skip(long published, long learned) {
        learning.endAt(learned);
        long fed = learned == RunLength.UNKNOWN ? published : Math.min(published, learned);
        List<StreamCounts> counts = new ArrayList<>(goOn(fed));
        while (learning.number() < published) {
            if (learning.goesOn() && full.isEmpty()) {
                fill();
            } else {
                Purpose purpose = planned()
                        .orElseThrow(() -> new IllegalStateException(
                                "samples published are %d; allowed: %d, as the run has of topic %s"
                                        .formatted(published, learning.number(), source.topic())))
                        .purpose();
                int partition = RoutedSample.partitionOf(learning.number(), counts.size());
                counts.set(partition, counts.get(partition).plus(purpose));
                learning.advance(purpose);
            }
        }
        decision = Optional.empty();
        return counts;
    }

    /**
     * @param fed samples of learning that were published
     * @return what was published before the sample that it goes on with
     */
    private List<StreamCounts> goOn(long fed) {
        try {
            BlockReader<?> blocks = open();
            Optional<SourcePosition> at = book.at(fed);
            full.clear();
            position = at.map(SourcePosition::text);
            if (at.filter(known -> fed < known.after().samples()).isPresent()) {
                SourceState before = at.orElseThrow().before();
                begin(blocks.again(at.orElseThrow()));
                return standAt(before);
            }
            at.ifPresent(known -> {
                state = known.after();
                block = known.block() + 1;
            });
            if (learning.border() == RunLength.UNKNOWN || fed < learning.border()) {
                blocks.goOn(state);
            }
            return standAt(state);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private List<StreamCounts> standAt(SourceState border) {
        learning.standAt(border.samples(), border.trained());
        return border.counts();
    }

    /** What the run begins with is decided once, and kept before anything of it is fed. */
    private BlockReader<?> open() throws InterruptedException {
        Optional<SourceStart> before = book.start();
        start = before.orElseGet(() -> topic.begin(source.settings()));
        topic.ends(start);
        if (before.isEmpty()) {
            book.begin(start);
        }
        block = 0;
        state = SourceState.begin(streams.partitions(), start.from());
        close();
        BlockReader<?> blocks = source.blocks(topic, start, clients, streams.sourceDeadLetters(NAME), metrics);
        reader = Optional.of(blocks);
        return blocks;
    }

    private void begin(Block.Full made) {
        full.addAll(made.samples());
        position = Optional.of(made.position().text());
        state = made.position().after();
        block = made.position().block() + 1;
    }

    @Override
    public Optional<Sample> next() {
        while (true) {
            learning.endWhereAsked();
            if (!learning.goesOn() || !full.isEmpty()) {
                return planned().map(this::read);
            }
            fill();
        }
    }

    /** The next one of a block that is full, and behind learning of the evaluation pass. */
    private Optional<PlannedSample> planned() {
        if (learning.goesOn()) {
            return Optional.of(full.remove());
        }
        if (evaluation.isEmpty() && source.isEvaluated()) {
            close();
            FedRecords fed = new FedRecords(topic, start, state.offsets(), clients, metrics);
            evaluation = Optional.of(source.evaluation(evaluationLimit, fed, book));
        }
        return evaluation.flatMap(TopicEvaluation::next);
    }

    /** One step towards a full block; where none can come, learning has ended. */
    private void fill() {
        BlockReader<?> blocks = reader.orElseThrow();
        Optional<Block.Full> made = next(blocks);
        made.ifPresent(one -> {
            metrics.idle(false);
            begin(one);
            decision = start.isOrdered() ? Optional.empty() : position;
        });
        if (made.isPresent()) {
            return;
        }
        boolean last = blocks.isAtEnd() || learning.isEndAsked() && blocks.isQuiet();
        if (last && learning.border() == RunLength.UNKNOWN) {
            learning.endHere();
        } else if (blocks.isAtEnd()) {
            throw new IllegalStateException("topic %s has %d samples for the run; allowed: %d or more, as it had"
                    .formatted(source.topic(), learning.number(), learning.border()));
        } else if (blocks.isIdle()) {
            metrics.idle(true);
            throw new IdleSourceException(source.topic());
        }
    }

    /** Who wants learning to end does not wait for a cluster that is away. */
    private Optional<Block.Full> next(BlockReader<?> blocks) {
        try {
            return blocks.next(block, state);
        } catch (SourceUnavailableException e) {
            if (!learning.isEndAsked()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Sample read(PlannedSample sample) {
        try {
            Sample read = sample.read(RoutedSample.sequenceOf(learning.number(), streams.partitions()));
            learning.advance(sample.purpose());
            return read;
        } catch (UnreadableWindowException e) {
            throw new IllegalStateException("what is in memory can be read", e);
        }
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
    public long trainSamples() {
        return learning.trainSamples();
    }

    @Override
    public long recordings() {
        return state.records();
    }

    @Override
    public long unreadableRecordings() {
        return metrics.malformedSoFar();
    }

    @Override
    public long deletedBeforeEvaluation() {
        return evaluation.map(TopicEvaluation::deleted).orElse(deleted);
    }

    @Override
    public Optional<String> position() {
        return position;
    }

    @Override
    public Optional<String> decision() {
        Optional<String> told = decision;
        decision = Optional.empty();
        return told;
    }

    @Override
    public void close() {
        reader.ifPresent(BlockReader::close);
        reader = Optional.empty();
        deleted = deletedBeforeEvaluation();
        evaluation.ifPresent(TopicEvaluation::close);
        evaluation = Optional.empty();
    }
}

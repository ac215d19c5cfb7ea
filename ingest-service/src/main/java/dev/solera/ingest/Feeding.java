package dev.solera.ingest;

import dev.solera.activation.Sample;
import dev.solera.checkpoint.CrashPoint;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.Source;
import dev.solera.ingest.plan.Samples;
import dev.solera.ingest.stream.PositionBook;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PixelScale;
import dev.solera.service.SoleraStreams;
import dev.solera.service.event.CommandListener;
import dev.solera.service.event.ControlTopic;
import dev.solera.service.event.PauseGate;
import dev.solera.service.event.SourceNote;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.flow.PositionReporter;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.TelemetryEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * All attempts of one process at feeding a run to its end, each from behind what the topic has by then. One thread attempts,
 * any may ask that learning ends.
 *
 * <p>Samples are a pure function of definition and listing, but for one thing: where learning ends when a clock or a person ends
 * it. That is decided once. It is noted before any sample behind it is handed over, so that whoever goes on learns exactly up to
 * there, though samples before it may still be on their way then; and it is never decided to be before a sample that an earlier
 * attempt or life may have sent, as such a sample may still arrive. An earlier life had no more than the lag bound on their way.
 */
@Component
final class Feeding {

    private static final Logger LOG = LoggerFactory.getLogger(Feeding.class);

    private final PipelineDefinition definition;
    private final Source source;
    private final SampleOpening opening;
    private final IngestProperties properties;
    private final SoleraStreams streams;
    private final TelemetryPublisher telemetry;
    private final IngestMetrics metrics;
    private final Lifecycle lifecycle;
    private final PauseGate pause;
    private final SourceWait wait;
    private final LearningTime time;
    private Optional<FeedingNote> note = Optional.empty();
    /** Whether there was a life before this one, of which it is not known yet what it can have sent. */
    private boolean follows;
    /** Samples of the run before the first one that nobody can have sent. */
    private long sent;

    private volatile boolean endAsked;
    private volatile Samples sequence;

    Feeding(
            PipelineDefinition definition,
            SampleOpening opening,
            IngestProperties properties,
            SoleraStreams streams,
            TelemetryPublisher telemetry,
            IngestMetrics metrics,
            Lifecycle lifecycle) {
        this.definition = definition;
        this.source = opening.source();
        this.opening = opening;
        this.properties = properties;
        this.streams = streams;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.lifecycle = lifecycle;
        this.pause = new PauseGate(lifecycle, telemetry);
        this.time = new LearningTime(properties.length().limit(), System::nanoTime);
        this.wait = new SourceWait(properties.patience(), time, lifecycle, telemetry);
        this.sequence = opening.samples();
    }

    /** Ends learning: what is read already is still published, then the evaluation pass, then the end. */
    void finishEarly() {
        endAsked = true;
        sequence.askForEnd();
    }

    /** Recordings that turned out to be unreadable since the source was opened. */
    long unreadable() {
        return sequence.unreadableRecordings();
    }

    /** Recordings that there are, or have come by. */
    long recordings() {
        return sequence.recordings();
    }

    /** Records that were fed and are not evaluated, as the source no longer has them. */
    long deletedBeforeEvaluation() {
        return sequence.deletedBeforeEvaluation();
    }

    /**
     * Feeds up to the end; returns when all is acknowledged.
     *
     * @return what was published over all attempts and lives, by partition
     */
    List<StreamCounts> toTheEnd() throws InterruptedException {
        lifecycle.to(Lifecycle.State.RESTORING);
        sequence = opening.samples();
        if (endAsked) {
            sequence.askForEnd();
        }
        try {
            return fed(streams.control());
        } finally {
            sequence.close();
        }
    }

    private List<StreamCounts> fed(ControlTopic control) throws InterruptedException {
        recall(control);
        long published = published(streams.published(0));
        List<StreamCounts> before = wait.until(() -> sequence.skip(published, now().learned()));
        if (follows) {
            sent = published + definition.flow().lagBound();
        }
        follows = false;
        sequence.learnAtLeast(sent);
        if (published > 0) {
            LOG.info("going on behind samples={}", published);
        }
        try (CommandListener commands = streams.commands(Ingest.NAME, pause, samples -> {});
                ActivationPublisher publisher = streams.publisher(Ingest.NAME, 0, before);
                PositionReporter positions = streams.positions(Ingest.NAME, 0, Optional.empty(), publisher)) {
            announce(control);
            lifecycle.to(Lifecycle.State.TRAINING);
            time.goOn(now().spent());
            publishSamples(publisher, published, control);
            publishEnds(publisher, sequence.position());
            publisher.awaitDelivered();
            return publisher.counts();
        }
    }

    /** Knows where the run stands. The process's own memory counts, as its last note may not have arrived. */
    private void recall(ControlTopic control) throws InterruptedException {
        if (note.isEmpty()) {
            note = FeedingNote.find(control, source);
            follows = note.isPresent();
        }
        if (!follows) {
            note = note.or(() -> Optional.of(FeedingNote.begin(source)));
            now().keep(control);
        }
    }

    private FeedingNote now() {
        return note.orElseThrow();
    }

    /** Samples over all partitions before the first one that is not in the topic; those behind it come again. */
    private static long published(List<Long> next) {
        int partitions = next.size();
        return IntStream.range(0, partitions)
                .mapToLong(p -> next.get(p) * partitions + p)
                .min()
                .orElseThrow();
    }

    private void publishSamples(ActivationPublisher publisher, long published, ControlTopic control)
            throws InterruptedException {
        int partitions = streams.partitions();
        long number = published;
        Handover handover = new Handover(publisher, metrics, definition.flow().inFlight());
        for (Optional<Sample> next = read(handover); next.isPresent(); next = read(handover)) {
            handover.standAt(sequence.position());
            keepDecision(publisher, control);
            noteProgress(control);
            sent = Math.max(sent, number + 1);
            handover.add(new RoutedSample(RoutedSample.partitionOf(number++, partitions), next.orElseThrow()));
            if (time.isUp()) {
                sequence.askForEnd();
            }
        }
        noteProgress(control);
        handover.publish();
    }

    /** Whoever goes on finds either everything before a decision in the topic, or nothing behind it anywhere. */
    private void keepDecision(ActivationPublisher publisher, ControlTopic control) throws InterruptedException {
        Optional<String> decision = sequence.decision();
        if (decision.isPresent()) {
            publisher.awaitDelivered();
            control.put(PositionBook.POSITION, decision.orElseThrow());
        }
    }

    /** Nobody downstream waits for samples that are read already where the source has nothing new, or is away. */
    private Optional<Sample> read(Handover handover) throws InterruptedException {
        if (pause.isShut()) {
            time.stand();
            pause.pass();
            time.goOn();
        }
        return wait.until(sequence::next, handover::publish);
    }

    private void noteProgress(ControlTopic control) throws InterruptedException {
        boolean decided = now().learned() != sequence.learned();
        if (decided || time.isToBeNoted()) {
            FeedingNote newer = now().at(sequence.learned(), time.spent());
            note = Optional.of(newer);
            newer.keep(control);
            time.noted(newer.spent());
        }
        if (decided) {
            CrashPoint.LEARNING_ENDED.reached();
        }
    }

    private static void publishEnds(ActivationPublisher publisher, Optional<String> position)
            throws InterruptedException {
        List<StreamCounts> counts = publisher.counts();
        for (int partition = 0; partition < counts.size(); partition++) {
            publisher.publishEnd(partition, counts.get(partition), position);
        }
    }

    private void announce(ControlTopic control) throws InterruptedException {
        long heldOut = source.listing().recordings().stream()
                .filter(Recording::heldOut)
                .count();
        LOG.info(
                "source opened origin={} recordings={} held-out={} skipped={}",
                source.listing().origin(),
                source.listing().recordings().size(),
                heldOut,
                source.listing().skipped().size());
        definition
                .rateNotices(sequence.trainSamples())
                .forEach(notice -> LOG.info("learning rate and run do not end together notice=\"{}\"", notice));
        Optional<PixelScale> pixels =
                source instanceof PictureCorpus pictures ? Optional.of(pictures.scale()) : Optional.empty();
        new SourceNote(source.labels().classes(), pixels).keep(control);
        telemetry.deliver(new TelemetryEvent.Source(
                telemetry.run(),
                System.currentTimeMillis(),
                source.listing().origin(),
                source.listing().hash(),
                source.listing().recordings().size(),
                (int) heldOut,
                TelemetryEvent.Skipped.of(source.listing().skipped()),
                source.labels().summary(),
                sequence.trainSamples()));
    }
}

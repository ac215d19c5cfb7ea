package dev.solera.ingest;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.ActivationPublisher;
import dev.solera.service.ControlTopic;
import dev.solera.service.Lifecycle;
import dev.solera.service.PositionReporter;
import dev.solera.service.PublishFailedException;
import dev.solera.service.SoleraStreams;
import dev.solera.service.TelemetryPublisher;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * One run of feeding: says what the source is, publishes learning samples and then the evaluation pass, and closes every
 * partition with its counts. A thread of its own reads; the publisher's thread encodes and sends what was read before, and
 * waits there while the first module lags.
 *
 * <p>It keeps no checkpoint: what is in {@code activations.0} says where to go on, after a restart as after a delivery that
 * failed. Samples are a pure function of definition and listing, so that those that come again are the same.
 */
@Component
public class Ingest implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    static final String NAME = "ingest";

    private final PipelineDefinition definition;
    private final Corpus corpus;
    private final RunLength length;
    private final int evaluationLimit;
    private final SoleraStreams streams;
    private final TelemetryPublisher telemetry;
    private final IngestMetrics metrics;
    private final Lifecycle lifecycle;
    private final SourceWait source;
    private final CompletableFuture<Map<String, Long>> completion = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, NAME);
    private volatile boolean running;
    private volatile boolean endEarly;
    private volatile SampleSequence sequence;

    public Ingest(
            PipelineDefinition definition,
            Corpus corpus,
            IngestProperties properties,
            SoleraStreams streams,
            TelemetryPublisher telemetry,
            IngestMetrics metrics,
            Lifecycle lifecycle) {
        this.definition = definition;
        this.corpus = corpus;
        this.length = properties.length();
        this.evaluationLimit = properties.evaluationLimit();
        this.sequence = newSequence();
        this.streams = streams;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.lifecycle = lifecycle;
        this.source = new SourceWait(properties.sourcePatience(), lifecycle, telemetry);
        metrics.observeSkipped(
                () -> corpus.skipped().size() + sequence.unreadable().size());
    }

    /** Ends learning: what is read already is still published, then the evaluation pass, then the end. */
    public void finishEarly() {
        endEarly = true;
        sequence.finishLearning();
    }

    private SampleSequence newSequence() {
        return new SampleSequence(definition, corpus, length, evaluationLimit);
    }

    /**
     * Done when everything is published and acknowledged, with the counts of {@link TelemetryEvent.Finished}; failed with the
     * cause, which is a {@link CancellationException} where the service was stopped before.
     */
    public CompletableFuture<Map<String, Long>> completion() {
        return completion.copy();
    }

    @Override
    public void start() {
        running = true;
        thread.setDaemon(true);
        thread.start();
    }

    /** Stops at once, in the middle of a run: no evaluation pass, no end. */
    @Override
    public void stop() {
        running = false;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        try {
            boolean over = false;
            while (!over) {
                over = feedUntilSamplesAreLost();
            }
        } catch (InterruptedException | InterruptException e) {
            lifecycle.to(Lifecycle.State.DRAINING);
            lifecycle.to(Lifecycle.State.STOPPED);
            completion.completeExceptionally(new CancellationException("ingest was stopped"));
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /**
     * @return whether nothing is left to do: false where samples were lost on their way, which the topic then lacks
     */
    private boolean feedUntilSamplesAreLost() throws InterruptedException {
        try {
            feed();
            return true;
        } catch (PublishFailedException e) {
            if (!e.isPassing()) {
                throw e;
            }
            LOG.warn("samples lost, going on behind those that arrived cause=\"{}\"", e.getMessage());
            lifecycle.to(Lifecycle.State.RESTORING, e.getMessage());
            streams.awaitBroker();
            sequence = newSequence();
            if (endEarly) {
                sequence.finishLearning();
            }
            return false;
        }
    }

    private void feed() throws InterruptedException {
        lifecycle.to(Lifecycle.State.RESTORING);
        ControlTopic control = streams.control();
        FeedingNote note = FeedingNote.find(control, corpus);
        long published = published(streams.published(0));
        List<StreamCounts> before = sequence.skip(published, note.learned());
        if (published > 0) {
            LOG.info("going on behind samples={}", published);
        }
        try (ActivationPublisher publisher = streams.publisher(NAME, 0, before);
                PositionReporter positions = streams.positions(NAME, 0, Optional.empty(), publisher)) {
            announce();
            lifecycle.to(Lifecycle.State.TRAINING);
            publishSamples(publisher, published, note, control);
            publishEnds(publisher);
            publisher.awaitDelivered();
            finish(counts(publisher.counts()));
        }
    }

    /** Samples over all partitions before the first one that is not in the topic; those behind it come again. */
    private static long published(List<Long> next) {
        int partitions = next.size();
        return IntStream.range(0, partitions)
                .mapToLong(p -> next.get(p) * partitions + p)
                .min()
                .orElseThrow();
    }

    private void publishSamples(ActivationPublisher publisher, long published, FeedingNote noted, ControlTopic control)
            throws InterruptedException {
        int partitions = streams.partitions();
        int atOnce = definition.flow().inFlight();
        long begin = System.nanoTime();
        long number = published;
        FeedingNote note = noted;
        List<RoutedSample> read = new ArrayList<>();
        for (Optional<Sample> next = read(); next.isPresent(); next = read()) {
            Sample sample = next.orElseThrow();
            if (sample.purpose().isEvaluation() && note.learned() == RunLength.UNKNOWN) {
                note = note.learned(control, number);
            }
            read.add(new RoutedSample(RoutedSample.partitionOf(number++, partitions), sample));
            if (read.size() == atOnce) {
                publish(publisher, read);
            }
            if (Duration.ofNanos(System.nanoTime() - begin).compareTo(length.limit()) >= 0) {
                sequence.finishLearning();
            }
        }
        publish(publisher, read);
    }

    private Optional<Sample> read() throws InterruptedException {
        return source.until(sequence::next);
    }

    private void publish(ActivationPublisher publisher, List<RoutedSample> read) throws InterruptedException {
        publisher.publish(read, 0);
        read.forEach(routed -> metrics.published(routed.sample().purpose()));
        read.clear();
    }

    private void publishEnds(ActivationPublisher publisher) throws InterruptedException {
        List<StreamCounts> counts = publisher.counts();
        for (int partition = 0; partition < counts.size(); partition++) {
            publisher.publishEnd(partition, counts.get(partition));
        }
    }

    private void announce() {
        long heldOut = corpus.recordings().stream().filter(Recording::heldOut).count();
        LOG.info(
                "source opened origin={} recordings={} held-out={} skipped={}",
                corpus.origin(),
                corpus.recordings().size(),
                heldOut,
                corpus.skipped().size());
        telemetry.publish(new TelemetryEvent.Source(
                telemetry.run(),
                System.currentTimeMillis(),
                corpus.origin(),
                corpus.listingHash(),
                corpus.recordings().size(),
                (int) heldOut,
                corpus.skipped(),
                corpus.labels().classes(),
                corpus.labels().frameLabels().stream().sorted().toList(),
                sequence.trainSamples()));
    }

    private Map<String, Long> counts(List<StreamCounts> published) {
        Map<String, Long> counts = new TreeMap<>();
        for (Purpose purpose : Purpose.values()) {
            counts.put(
                    IngestMetrics.name(purpose),
                    published.stream()
                            .mapToLong(partition -> partition.of(purpose))
                            .sum());
        }
        counts.put("recordings", (long) corpus.recordings().size());
        counts.put(
                "skipped",
                (long) corpus.skipped().size() + sequence.unreadable().size());
        return counts;
    }

    private void finish(Map<String, Long> counts) throws InterruptedException {
        telemetry.deliver(new TelemetryEvent.Finished(telemetry.run(), System.currentTimeMillis(), NAME, counts));
        LOG.info("ingest finished counts={}", counts);
        lifecycle.to(Lifecycle.State.FINISHED);
        completion.complete(counts);
    }

    private void fail(Throwable cause) {
        String text = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        LOG.error("ingest failed cause=\"{}\"", text, cause);
        telemetry.publish(new TelemetryEvent.Failed(telemetry.run(), System.currentTimeMillis(), NAME, text));
        telemetry.flush();
        lifecycle.to(Lifecycle.State.FAILED, text);
        completion.completeExceptionally(cause);
    }
}

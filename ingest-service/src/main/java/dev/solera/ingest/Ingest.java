package dev.solera.ingest;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.plan.RunLength;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.service.ActivationPublisher;
import dev.solera.service.PositionReporter;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * One run of feeding: says what the source is, publishes learning samples and then the evaluation pass, and closes every
 * partition with its counts. A thread of its own reads; the publisher's thread encodes and sends what was read before, and
 * waits there while the first module lags.
 */
@Component
public class Ingest implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final String NAME = "ingest";

    private final PipelineDefinition definition;
    private final Corpus corpus;
    private final RunLength length;
    private final SampleSequence sequence;
    private final SoleraStreams streams;
    private final TelemetryPublisher telemetry;
    private final IngestMetrics metrics;
    private final CompletableFuture<Map<String, Long>> completion = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, NAME);
    private volatile boolean running;

    public Ingest(
            PipelineDefinition definition,
            Corpus corpus,
            IngestProperties properties,
            SoleraStreams streams,
            TelemetryPublisher telemetry,
            IngestMetrics metrics) {
        this.definition = definition;
        this.corpus = corpus;
        this.length = properties.length();
        this.sequence = new SampleSequence(definition, corpus, length, properties.evaluationLimit());
        this.streams = streams;
        this.telemetry = telemetry;
        this.metrics = metrics;
        metrics.observeSkipped(
                () -> corpus.skipped().size() + sequence.unreadable().size());
    }

    /** Ends learning: what is read already is still published, then the evaluation pass, then the end. */
    public void finishEarly() {
        sequence.finishLearning();
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
        try (ActivationPublisher publisher = streams.publisher(NAME, 0)) {
            announce();
            PositionReporter positions = streams.positions(NAME, 0, Optional.empty(), publisher);
            try {
                publishSamples(publisher);
                publishEnds(publisher);
                publisher.awaitDelivered();
            } finally {
                positions.close();
            }
            finish(counts(publisher.counts()));
        } catch (InterruptedException e) {
            completion.completeExceptionally(new CancellationException("ingest was stopped"));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void publishSamples(ActivationPublisher publisher) throws InterruptedException {
        int partitions = streams.partitions();
        int atOnce = definition.flow().inFlight();
        long begin = System.nanoTime();
        long number = 0;
        List<RoutedSample> read = new ArrayList<>();
        for (Optional<Sample> next = sequence.next(); next.isPresent(); next = sequence.next()) {
            read.add(new RoutedSample(RoutedSample.partitionOf(number++, partitions), next.orElseThrow()));
            if (read.size() == atOnce) {
                publish(publisher, read);
            }
            if (Duration.ofNanos(System.nanoTime() - begin).compareTo(length.limit()) >= 0) {
                sequence.finishLearning();
            }
        }
        publish(publisher, read);
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

    private void finish(Map<String, Long> counts) {
        telemetry.publish(new TelemetryEvent.Finished(telemetry.run(), System.currentTimeMillis(), NAME, counts));
        telemetry.flush();
        LOG.info("ingest finished counts={}", counts);
        completion.complete(counts);
    }

    private void fail(RuntimeException cause) {
        LOG.error("ingest failed", cause);
        telemetry.publish(
                new TelemetryEvent.Failed(telemetry.run(), System.currentTimeMillis(), NAME, cause.getMessage()));
        telemetry.flush();
        completion.completeExceptionally(cause);
    }
}

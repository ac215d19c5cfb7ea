package dev.solera.ingest;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Source;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.SoleraStreams;
import dev.solera.service.broker.PassingFailure;
import dev.solera.service.event.TelemetryPublisher;
import dev.solera.service.lifecycle.Lifecycle;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.StreamCounts;
import dev.solera.stream.TelemetryEvent;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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
 * <p>It keeps no checkpoint: what is in {@code activations.0} says where to go on, after a restart as after a broker that went
 * away, at whatever moment and for however long.
 */
@Component
public class Ingest implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    static final String NAME = "ingest";

    /** The count of records that were fed, and were deleted before the evaluation pass. */
    public static final String NOT_EVALUATED = "deleted-before-evaluation";

    private final Source source;
    private final Feeding feeding;
    private final SoleraStreams streams;
    private final TelemetryPublisher telemetry;
    private final Lifecycle lifecycle;
    private final ServiceFailure failure;
    private final CompletableFuture<Map<String, Long>> completion = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, NAME);
    private volatile boolean running;

    Ingest(
            Source source,
            Feeding feeding,
            SoleraStreams streams,
            TelemetryPublisher telemetry,
            IngestMetrics metrics,
            Lifecycle lifecycle,
            ServiceFailure failure) {
        this.source = source;
        this.feeding = feeding;
        this.streams = streams;
        this.telemetry = telemetry;
        this.lifecycle = lifecycle;
        this.failure = failure;
        metrics.observeSkipped(this::skipped);
    }

    /** Ends learning: what is read already is still published, then the evaluation pass, then the end. */
    public void finishEarly() {
        feeding.finishEarly();
    }

    private long skipped() {
        return source.listing().skipped().size() + feeding.unreadable();
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
        failure.onReport(this::stopForGood);
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
                over = feedWhileTheBrokerIsThere();
            }
        } catch (InterruptedException | InterruptException e) {
            lifecycle.to(Lifecycle.State.DRAINING);
            lifecycle.to(Lifecycle.State.STOPPED);
            completion.completeExceptionally(new CancellationException("ingest was stopped"));
        } catch (Throwable e) { // an Error too: whoever waits would wait for ever
            failure.report(e);
        }
    }

    /** Whichever thread has ended, nothing more is fed. */
    private void stopForGood(Throwable cause) {
        completion.completeExceptionally(cause);
        if (Thread.currentThread() != thread) {
            thread.interrupt();
        }
    }

    /**
     * @return whether nothing is left to do: false where the broker went away, and samples may be lost on their way
     */
    private boolean feedWhileTheBrokerIsThere() throws InterruptedException {
        try {
            finish(counts(feeding.toTheEnd()));
            return true;
        } catch (RuntimeException e) {
            if (!PassingFailure.is(e)) {
                throw e;
            }
            LOG.warn("broker away, going on behind what arrived when it is back cause=\"{}\"", e.getMessage());
            lifecycle.to(Lifecycle.State.RESTORING, String.valueOf(e.getMessage()));
            streams.awaitBroker();
            return false;
        }
    }

    private Map<String, Long> counts(List<StreamCounts> published) {
        Map<String, Long> counts = new TreeMap<>();
        for (Purpose purpose : Purpose.values()) {
            counts.put(
                    PipelineDefinitions.word(purpose),
                    published.stream()
                            .mapToLong(partition -> partition.of(purpose))
                            .sum());
        }
        counts.put("recordings", feeding.recordings());
        counts.put(NOT_EVALUATED, feeding.deletedBeforeEvaluation());
        counts.put("skipped", skipped());
        return counts;
    }

    private void finish(Map<String, Long> counts) throws InterruptedException {
        telemetry.deliver(new TelemetryEvent.Finished(telemetry.run(), System.currentTimeMillis(), NAME, counts));
        LOG.info("ingest finished counts={}", counts);
        lifecycle.to(Lifecycle.State.FINISHED);
        completion.complete(counts);
    }
}

package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.SourceUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks every few seconds whether a topic is still the one that the run began with, and how far the run is behind its end; on a
 * thread of its own, as whoever reads may wait for the first module.
 */
final class SourceWatch implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final SourceTopic topic;
    private final SourceStart start;
    private final Supplier<List<Long>> next;
    private final StreamMetrics metrics;
    private final ScheduledExecutorService clock;
    private volatile Optional<RuntimeException> trouble = Optional.empty();

    /** @param next offsets of the records that are fed next, by partition */
    SourceWatch(SourceTopic topic, SourceStart start, Supplier<List<Long>> next, StreamMetrics metrics) {
        this.topic = topic;
        this.start = start;
        this.next = next;
        this.metrics = metrics;
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "ingest-source-watch");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            metrics.lag(topic.ends(start), next.get());
            trouble = Optional.empty();
        } catch (RuntimeException e) {
            trouble = Optional.of(e);
        }
    }

    /**
     * @param waiting whether there is nothing to read: only then it matters that the cluster does not answer
     * @throws RuntimeException what is wrong with the topic
     */
    void require(boolean waiting) {
        trouble.filter(found -> waiting || !(found instanceof SourceUnavailableException))
                .ifPresent(found -> {
                    throw found;
                });
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}

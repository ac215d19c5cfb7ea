package dev.solera.ingest.stream;

import dev.solera.ingest.corpus.SourceUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Looks every few seconds whether a topic is still the one that the run began with, and how far the run is behind its end; on a
 * thread of its own, as whoever reads may wait for the first module. What it sees it tells.
 */
final class SourceWatch implements AutoCloseable {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration PERIOD = Duration.ofSeconds(5);

    private final SourceTopic topic;
    private final SourceStart start;
    private final Supplier<List<Long>> reached;
    private final BooleanSupplier quiet;
    private final StreamMetrics metrics;
    private final ScheduledExecutorService clock;
    private volatile boolean drained;
    private volatile Optional<RuntimeException> trouble = Optional.empty();

    /**
     * @param reached offsets that reading has come to, by partition
     * @param quiet whether nothing has come for a while
     */
    SourceWatch(
            SourceTopic topic,
            SourceStart start,
            Supplier<List<Long>> reached,
            BooleanSupplier quiet,
            StreamMetrics metrics) {
        this.topic = topic;
        this.start = start;
        this.reached = reached;
        this.quiet = quiet;
        this.metrics = metrics;
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "ingest-source-watch");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(this::look, FIRST.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            List<Long> now = topic.ends(start);
            List<Long> ends = start.until().orElse(now);
            List<Long> offsets = reached.get();
            drained = IntStream.range(0, ends.size()).allMatch(p -> offsets.get(p) >= ends.get(p));
            metrics.lag(ends, offsets, drained && quiet.getAsBoolean());
            trouble = Optional.empty();
        } catch (SourceUnavailableException e) {
            drained = false;
            metrics.away();
            trouble = Optional.of(e);
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

    /** Whether there was nothing more when it looked last. */
    boolean isDrained() {
        return drained;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}

package dev.solera.gateway.model;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Requests for embeddings that wait for the model, which is run on one thread. Those whose recordings have one shape go through it
 * together: in a batch of clips of one length none of them depends on the others.
 */
public final class EmbeddingQueue implements AutoCloseable {

    private final InferenceProperties properties;
    private final Deque<Job> jobs = new ArrayDeque<>();
    private final Thread worker = new Thread(this::work, "inference");
    private final Timer computing;
    private final Counter computed;
    private boolean together;
    private boolean closed;

    private record Job(
            LoadedStack stack,
            Recordings recordings,
            Set<Integer> depths,
            long since,
            CompletableFuture<Embeddings> result) {

        boolean goesWith(Job other) {
            return stack == other.stack && recordings.shape().equals(other.recordings.shape());
        }
    }

    public EmbeddingQueue(InferenceProperties properties, MeterRegistry registry) {
        this.properties = properties;
        this.computing = Timer.builder("solera.gateway.inference")
                .description("What a batch took in the model")
                .register(registry);
        this.computed = Counter.builder("solera.gateway.embeddings")
                .description("Recordings that were embedded")
                .register(registry);
        Gauge.builder("solera.gateway.queue", this, EmbeddingQueue::waiting)
                .description("Requests that wait for the model")
                .register(registry);
        worker.setDaemon(true);
        worker.start();
    }

    private synchronized int waiting() {
        return jobs.size();
    }

    /**
     * Embeds recordings at some depths, as soon as it is their turn.
     *
     * @param stack held by whoever asks until this returns; the request holds it from then on
     * @throws NotTakenException where too many wait
     */
    public synchronized CompletableFuture<Embeddings> embed(
            LoadedStack stack, Recordings recordings, Set<Integer> depths) {
        if (closed) {
            throw stopping();
        }
        if (jobs.size() >= properties.queue()) {
            throw new NotTakenException("%d requests wait already; allowed: fewer, later".formatted(jobs.size()));
        }
        if (!stack.hold()) {
            throw new IllegalStateException("the stack is gone");
        }
        Job job = new Job(stack, recordings, Set.copyOf(depths), System.nanoTime(), new CompletableFuture<>());
        jobs.add(job);
        notifyAll();
        return job.result;
    }

    private void work() {
        try {
            while (true) {
                List<Job> batch = next();
                if (batch.isEmpty()) {
                    return;
                }
                answer(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refuseAll();
        }
    }

    /** Nobody waits for a worker that has ended, whatever ended it. */
    private synchronized void refuseAll() {
        closed = true;
        for (Job job : jobs) {
            job.result.completeExceptionally(stopping());
            job.stack.release();
        }
        jobs.clear();
    }

    private static NotTakenException stopping() {
        return new NotTakenException("the gateway stops");
    }

    /** Those that go together, the one that waits longest among them; none when this is closed. */
    private synchronized List<Job> next() throws InterruptedException {
        while (jobs.isEmpty()) {
            if (closed) {
                return List.of();
            }
            wait();
        }
        Job first = jobs.peek();
        int most = Math.max(1, first.stack.batch(first.recordings.shape()));
        if (together) {
            long until = first.since + properties.delay().toNanos();
            for (long left = until - System.nanoTime();
                    left > 0 && !closed && companions(first) < most;
                    left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
        List<Job> batch = taken(first, most);
        together = batch.size() > 1 || !jobs.isEmpty();
        return batch;
    }

    private int companions(Job first) {
        return jobs.stream()
                .filter(first::goesWith)
                .mapToInt(job -> job.recordings.count())
                .sum();
    }

    private List<Job> taken(Job first, int most) {
        List<Job> batch = new ArrayList<>();
        int count = 0;
        for (Iterator<Job> all = jobs.iterator(); all.hasNext(); ) {
            Job job = all.next();
            if (first.goesWith(job) && (batch.isEmpty() || count + job.recordings.count() <= most)) {
                all.remove();
                batch.add(job);
                count += job.recordings.count();
            }
        }
        return batch;
    }

    private void answer(List<Job> batch) {
        long begin = System.nanoTime();
        try {
            Recordings recordings =
                    Recordings.joined(batch.stream().map(Job::recordings).toList());
            Set<Integer> depths =
                    batch.stream().flatMap(job -> job.depths.stream()).collect(Collectors.toSet());
            Embeddings all = batch.get(0).stack.embed(recordings, depths);
            computing.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
            computed.increment(recordings.count());
            int at = 0;
            for (Job job : batch) {
                int count = job.recordings.count();
                job.result.complete(all.from(at, count, recordings.count(), begin - job.since));
                at += count;
            }
        } catch (Throwable e) { // an Error too: whoever waits would wait for ever
            batch.forEach(job -> job.result.completeExceptionally(e));
        } finally {
            batch.forEach(job -> job.stack.release());
        }
    }

    /** Refuses requests, those that wait too, and returns when the ones that go through the model are answered. */
    @Override
    public void close() throws InterruptedException {
        synchronized (this) {
            refuseAll();
            notifyAll();
        }
        worker.join();
    }
}

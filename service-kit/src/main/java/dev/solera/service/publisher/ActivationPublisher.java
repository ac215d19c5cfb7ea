package dev.solera.service.publisher;

import dev.solera.activation.Sample;
import dev.solera.service.broker.PublishFailedException;
import dev.solera.service.lifecycle.FailableQueue;
import dev.solera.service.lifecycle.ServiceFailure;
import dev.solera.stream.BrokenStreamException;
import dev.solera.stream.LagGate;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.springframework.core.NestedExceptionUtils;

/**
 * Publishes the samples of one stage, in order, on a thread of its own: that thread groups and encodes them, waits at
 * the lag gate and sends. A single thread hands samples over, and waits only while the queue is full. After a failed
 * delivery every call fails.
 */
public final class ActivationPublisher implements AutoCloseable {

    /** Calls of {@link #publish} that may wait for the publishing thread. */
    private static final int QUEUED = 2;

    private final FailableQueue<PublisherTask> queue = new FailableQueue<>(QUEUED);
    private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
    private final StreamCounts[] handedOver;
    private final ActivationSender sender;
    private final LagGate gate;
    private final AutoCloseable positions;
    private final ServiceFailure failure;
    private final Thread thread;
    private final AtomicReference<RuntimeException> failed = new AtomicReference<>();
    private volatile Consumer<RuntimeException> onFailure = failure -> {};

    /**
     * @param published by partition, what was published earlier
     * @param gate where to wait for the stage downstream
     * @param positions what feeds the gate, closed with this publisher
     * @param failure told if an error ends the thread
     */
    public ActivationPublisher(
            String name,
            ActivationSender sender,
            List<StreamCounts> published,
            LagGate gate,
            AutoCloseable positions,
            ServiceFailure failure) {
        this.sender = sender;
        this.failure = failure;
        this.gate = gate;
        this.positions = positions;
        this.handedOver = published.toArray(StreamCounts[]::new);
        sender.onFailure(this::fail);
        thread = new Thread(this::work, name + "-publisher");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Sets who is told, on any thread, when a delivery fails: a thread that hands nothing over would not notice
     * otherwise.
     */
    public void onFailure(Consumer<RuntimeException> listener) {
        onFailure = listener;
    }

    /** Sets who is told, on the publishing thread, of every sample whose values are encoded, and so are not read any more. */
    public void onEncoded(Consumer<Sample> listener) {
        sender.onEncoded(listener);
    }

    /**
     * Hands over samples, each partition's gapless and in order; the order across partitions is that of the merge.
     *
     * @param producerStep training steps done when the samples were computed
     * @throws PublishFailedException where an earlier delivery failed
     */
    public void publish(List<RoutedSample> samples, long producerStep) throws InterruptedException {
        publish(samples, producerStep, Optional.empty());
    }

    /** @param sourcePosition where ingest stands in the topic that the samples come from, which rides in their records */
    public void publish(List<RoutedSample> samples, long producerStep, Optional<String> sourcePosition)
            throws InterruptedException {
        for (RoutedSample routed : samples) {
            requireNext(routed.partition(), routed.sample().sequence());
            handedOver[routed.partition()] = handedOver[routed.partition()].plus(routed.sample());
        }
        handOver(new PublisherTask.Samples(List.copyOf(samples), producerStep, sourcePosition));
    }

    /** Hands over a gap that is explained: sequences that went to a dead-letter topic here or further upstream. */
    public void publishSkip(int partition, long firstSequence, long lastSequence) throws InterruptedException {
        requireNext(partition, firstSequence);
        handedOver[partition] = handedOver[partition].plusSkipped(lastSequence + 1 - firstSequence);
        handOver(new PublisherTask.Skip(partition, firstSequence, lastSequence));
    }

    /**
     * Hands over the end of a partition, which is sent once everything before it is acknowledged.
     *
     * @param counts what the partition held
     * @throws BrokenStreamException where that is not what was handed over
     */
    public void publishEnd(int partition, StreamCounts counts) throws InterruptedException {
        publishEnd(partition, counts, Optional.empty());
    }

    /** @param sourcePosition where ingest stands in the topic that the samples came from */
    public void publishEnd(int partition, StreamCounts counts, Optional<String> sourcePosition)
            throws InterruptedException {
        if (!counts.equals(handedOver[partition])) {
            throw new BrokenStreamException("partition %d: end counts are %s; allowed: what was published, %s"
                    .formatted(partition, counts, handedOver[partition]));
        }
        handOver(new PublisherTask.End(partition, counts, sourcePosition));
    }

    /**
     * Waits until everything handed over is acknowledged.
     *
     * @throws PublishFailedException where a delivery failed
     */
    public void awaitDelivered() throws InterruptedException {
        try {
            delivered().get();
        } catch (ExecutionException e) {
            throw asFailure(e.getCause());
        }
    }

    /**
     * A future that completes when everything handed over so far is acknowledged, on a thread that must not wait; it
     * fails with a {@link PublishFailedException} if a delivery fails.
     */
    public CompletableFuture<Void> delivered() throws InterruptedException {
        var delivered = new CompletableFuture<Void>();
        waiting.add(delivered);
        delivered.whenComplete((done, failure) -> waiting.remove(delivered));
        handOver(new PublisherTask.Delivered(delivered));
        return delivered;
    }

    /** The first sequence of every partition that is not acknowledged. */
    public List<Long> acknowledged() {
        return sender.acknowledged();
    }

    /** What was handed over, by partition. */
    public List<StreamCounts> counts() {
        return List.of(handedOver);
    }

    /** Bytes of all record values sent. */
    public long bytesOut() {
        return sender.bytesOut();
    }

    /** Time spent at the lag gate. */
    public Duration waited() {
        return sender.waited();
    }

    /** Sequences published and not yet consumed by the stage downstream. */
    public long lag() {
        return gate.lag();
    }

    /** Stops at once and gives up on what is not delivered. Call {@link #awaitDelivered} first where that matters. */
    @Override
    public void close() {
        queue.close();
        gate.close();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopListening();
        }
    }

    private void stopListening() {
        try {
            positions.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw new IllegalStateException("cannot stop listening for positions", e);
        } finally {
            sender.close();
        }
    }

    private void work() {
        try {
            for (var task = queue.take(); task.isPresent(); task = queue.take()) {
                sender.perform(task.get());
            }
        } catch (InterruptedException e) {
            fail(new PublishFailedException("publisher was closed", e));
        } catch (RuntimeException e) {
            fail(asFailure(e));
        } catch (Error e) {
            failure.report(e);
            fail(asFailure(e));
        }
    }

    /** The first cause counts: what a thread at the gate says of a gate that was closed for it is none. */
    private void fail(RuntimeException cause) {
        RuntimeException first = failed.updateAndGet(known -> known == null ? cause : known);
        queue.fail(first);
        waiting.forEach(delivered -> delivered.completeExceptionally(first));
        gate.close();
        onFailure.accept(first);
    }

    private void handOver(PublisherTask task) throws InterruptedException {
        if (!queue.put(task)) {
            throw new IllegalStateException("publisher is closed");
        }
    }

    private void requireNext(int partition, long sequence) {
        long next = handedOver[partition].total();
        if (sequence != next) {
            throw new BrokenStreamException(
                    "partition %d: sequence to publish is %d; allowed: %d".formatted(partition, sequence, next));
        }
    }

    private static RuntimeException asFailure(Throwable cause) {
        return cause instanceof PublishFailedException failure
                ? failure
                : new PublishFailedException(
                        "activations cannot be published: "
                                + NestedExceptionUtils.getMostSpecificCause(cause)
                                        .getMessage(),
                        cause);
    }
}

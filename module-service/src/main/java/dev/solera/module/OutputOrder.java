package dev.solera.module;

import dev.solera.activation.Sample;
import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamItem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Publishes what a module hands on in the very order of what it took in: each sample to the partition it came from, and
 * explained gaps and ends where they stood between samples.
 */
final class OutputOrder {

    private final ActivationPublisher publisher;
    private final Deque<StreamItem> waiting = new ArrayDeque<>();

    OutputOrder(ActivationPublisher publisher) {
        this.publisher = publisher;
    }

    /** Notes what was taken in. */
    void took(StreamItem item) {
        waiting.add(item);
    }

    /**
     * Publishes samples that are done, and whatever stood between and right behind them.
     *
     * @param done in the order in which they were taken
     * @param step training steps done before they were computed
     */
    void publish(List<Sample> done, long step) throws InterruptedException {
        Iterator<Sample> outputs = done.iterator();
        List<RoutedSample> ready = new ArrayList<>(done.size());
        while (!waiting.isEmpty() && (outputs.hasNext() || !(waiting.peek() instanceof StreamItem.Arrived))) {
            StreamItem item = waiting.remove();
            if (item instanceof StreamItem.Arrived arrived) {
                ready.add(new RoutedSample(arrived.partition(), outputs.next()));
            } else {
                handOver(ready, step);
                publishBetween(item);
            }
        }
        handOver(ready, step);
    }

    private void publishBetween(StreamItem item) throws InterruptedException {
        if (item instanceof StreamItem.Skipped gap) {
            publisher.publishSkip(gap.partition(), gap.firstSequence(), gap.lastSequence());
        } else if (item instanceof StreamItem.Ended end) {
            publisher.publishEnd(end.partition(), end.counts());
        }
    }

    private void handOver(List<RoutedSample> ready, long step) throws InterruptedException {
        if (!ready.isEmpty()) {
            publisher.publish(List.copyOf(ready), step);
            ready.clear();
        }
    }
}

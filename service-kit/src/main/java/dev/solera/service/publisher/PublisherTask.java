package dev.solera.service.publisher;

import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What a publisher's thread is handed. */
sealed interface PublisherTask {

    /** Samples to send. */
    record Samples(List<RoutedSample> samples, long producerStep) implements PublisherTask {}

    /** A gap to explain. */
    record Skip(int partition, long firstSequence, long lastSequence) implements PublisherTask {}

    /** A partition to close. */
    record End(int partition, StreamCounts counts) implements PublisherTask {}

    /** Somebody who waits until all before is acknowledged. */
    record Delivered(CompletableFuture<Void> waiting) implements PublisherTask {}
}

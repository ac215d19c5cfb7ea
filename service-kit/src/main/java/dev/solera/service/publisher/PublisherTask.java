package dev.solera.service.publisher;

import dev.solera.stream.RoutedSample;
import dev.solera.stream.StreamCounts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A task for a publisher's thread. */
sealed interface PublisherTask {

    /** Samples to send, with where ingest stands in the topic that they come from. */
    record Samples(List<RoutedSample> samples, long producerStep, Optional<String> sourcePosition)
            implements PublisherTask {}

    /** A gap to explain. */
    record Skip(int partition, long firstSequence, long lastSequence) implements PublisherTask {}

    /** A partition to close. */
    record End(int partition, StreamCounts counts, Optional<String> sourcePosition) implements PublisherTask {}

    /** A caller who waits until everything before is acknowledged. */
    record Delivered(CompletableFuture<Void> waiting) implements PublisherTask {}
}

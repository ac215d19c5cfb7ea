package dev.solera.ingest;

import dev.solera.service.publisher.ActivationPublisher;
import dev.solera.stream.RoutedSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Samples that were read and are handed over together: as many as a consumer holds decoded, all of one position of their source.
 * Which of them go together decides how they are recorded, and nothing else.
 */
final class Handover {

    private final ActivationPublisher publisher;
    private final IngestMetrics metrics;
    private final int most;
    private final List<RoutedSample> read = new ArrayList<>();
    private Optional<String> position = Optional.empty();

    /** @param most samples that wait for one another */
    Handover(ActivationPublisher publisher, IngestMetrics metrics, int most) {
        this.publisher = publisher;
        this.metrics = metrics;
        this.most = most;
    }

    /** Takes where the source stands behind what is added next; what was read before goes with the position before. */
    void standAt(Optional<String> now) throws InterruptedException {
        if (!now.equals(position)) {
            publish();
            position = now;
        }
    }

    void add(RoutedSample sample) throws InterruptedException {
        read.add(sample);
        if (read.size() == most) {
            publish();
        }
    }

    /** Hands over what was read, if it waits. */
    void publish() throws InterruptedException {
        if (!read.isEmpty()) {
            publisher.publish(read, 0, position);
            read.forEach(routed -> metrics.published(routed.sample().purpose()));
            read.clear();
        }
    }
}

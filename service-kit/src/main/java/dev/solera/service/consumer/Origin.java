package dev.solera.service.consumer;

import dev.solera.stream.BrokenStreamException;
import dev.solera.stream.StreamHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Whose records a service reads.
 *
 * @param run the run's name
 * @param identity of what it learns ({@link dev.solera.pipeline.Identity})
 */
public record Origin(String run, String identity) {

    /** As many characters of an identity as tell one from another, for people. */
    private static final int TOLD = 12;

    /**
     * Makes sure that a record of this run is of what this service learns.
     *
     * @throws BrokenStreamException where it is of something else: all that follows is, too
     */
    void requireIdentity(ConsumerRecord<?, ?> record) {
        String found = StreamHeaders.identity(record.headers()).orElse("none");
        if (!found.equals(identity)) {
            throw new BrokenStreamException(
                    "%s-%d offset %d: identity is %s; allowed: %s, of this service's definition; seed, input, batch, layers, losses, precision or another key that decides what is learned is not the same"
                            .formatted(
                                    record.topic(), record.partition(), record.offset(), told(found), told(identity)));
        }
    }

    private static String told(String identity) {
        return identity.substring(0, Math.min(TOLD, identity.length()));
    }
}

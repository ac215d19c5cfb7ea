package dev.solera.service.consumer;

import dev.solera.stream.BrokenStreamException;
import dev.solera.stream.StreamHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The run and the identity whose records a service reads.
 *
 * @param run the run's name
 * @param identity of what it learns ({@link dev.solera.pipeline.Identity})
 */
public record Origin(String run, String identity) {

    /** Enough characters of an identity for people to tell one from another. */
    private static final int TOLD = 12;

    /**
     * Checks that a record of this run belongs to what this service learns.
     *
     * @throws BrokenStreamException if it does not; neither does anything that follows
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

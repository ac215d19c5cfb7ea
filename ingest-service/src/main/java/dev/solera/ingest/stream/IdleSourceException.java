package dev.solera.ingest.stream;

/** A topic in which there is nothing new: nothing is wrong, and nothing is to be done but to wait. */
public final class IdleSourceException extends RuntimeException {

    IdleSourceException(String topic) {
        super("topic %s has no new records".formatted(topic));
    }
}

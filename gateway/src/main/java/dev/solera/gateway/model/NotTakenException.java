package dev.solera.gateway.model;

/** A request that the model does not take now: too many wait already, or it is about to stop. Later it may. */
public final class NotTakenException extends RuntimeException {

    NotTakenException(String cause) {
        super(cause);
    }
}

package dev.solera.service;

/** A record could not be delivered: nothing that follows may be published either. */
public final class PublishFailedException extends IllegalStateException {

    public PublishFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}

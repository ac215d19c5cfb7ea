package dev.solera.service.broker;

/** A record was not delivered: what was handed over since the last acknowledgement may be lost. */
public final class PublishFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PublishFailedException(String message) {
        super(message);
    }

    public PublishFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the same record may be delivered another time: the broker was away, rather than it refused. */
    public boolean isPassing() {
        return PassingFailure.is(this);
    }
}

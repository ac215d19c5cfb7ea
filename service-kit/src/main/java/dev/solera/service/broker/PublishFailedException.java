package dev.solera.service.broker;

/** Thrown when a record was not delivered: everything handed over since the last acknowledgement may be lost. */
public final class PublishFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PublishFailedException(String message) {
        super(message);
    }

    public PublishFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether delivering the same record again may succeed, because the broker was away rather than refused it. */
    public boolean isPassing() {
        return PassingFailure.is(this);
    }
}

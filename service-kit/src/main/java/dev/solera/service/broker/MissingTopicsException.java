package dev.solera.service.broker;

/** Topics are not there, or not for this service, though a broker answers. */
public final class MissingTopicsException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    MissingTopicsException(String message, Throwable cause) {
        super(message, cause);
    }
}

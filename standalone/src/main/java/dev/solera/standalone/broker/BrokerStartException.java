package dev.solera.standalone.broker;

/** The embedded broker cannot run: the message names the folder and the cause. */
public final class BrokerStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BrokerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}

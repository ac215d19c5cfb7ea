package dev.solera.service.broker;

/** Thrown when no broker answers in time; the message names the servers and how long the service waited. */
public final class BrokerUnavailableException extends IllegalStateException {

    public BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

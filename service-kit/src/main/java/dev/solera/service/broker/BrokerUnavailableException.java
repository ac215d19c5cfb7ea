package dev.solera.service.broker;

/** No broker answered in time: the message names the servers and how long they were waited for. */
public final class BrokerUnavailableException extends IllegalStateException {

    public BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}

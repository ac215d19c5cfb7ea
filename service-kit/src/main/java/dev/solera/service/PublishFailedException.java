package dev.solera.service;

import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RetriableException;
import org.springframework.core.NestedExceptionUtils;

/** A record was not delivered: what was handed over since the last acknowledgement may be lost. */
public final class PublishFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PublishFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the same record may be delivered another time: the broker was away, rather than it refused. */
    public boolean isPassing() {
        return isPassing(this);
    }

    static boolean isPassing(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        return root instanceof RetriableException || root instanceof TimeoutException;
    }
}

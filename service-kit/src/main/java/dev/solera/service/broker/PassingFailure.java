package dev.solera.service.broker;

import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;

/** Tells a failure that passes by itself, as the broker is away, from one that stays, as it refuses. */
public final class PassingFailure {

    private PassingFailure() {}

    /** Whether the same may be tried again when the broker is back. */
    public static boolean is(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof RetriableException
                        || cause instanceof TimeoutException
                        || cause instanceof BrokerUnavailableException);
    }
}

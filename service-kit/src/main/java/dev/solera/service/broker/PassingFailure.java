package dev.solera.service.broker;

import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Distinguishes failures that pass by themselves, because the broker is away, from those that stay, because it refuses.
 */
public final class PassingFailure {

    private PassingFailure() {}

    /** Whether the same call may succeed once the broker is back. */
    public static boolean is(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof RetriableException
                        || cause instanceof TimeoutException
                        || cause instanceof BrokerUnavailableException);
    }
}

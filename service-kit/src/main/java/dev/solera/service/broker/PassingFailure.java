package dev.solera.service.broker;

import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Distinguishes failures that pass by themselves, because the broker is away, from those that stay, because it refuses.
 */
public final class PassingFailure {

    private PassingFailure() {}

    /**
     * Whether the same may be tried again when the broker is back. An unknown topic may be, as a broker that has just come back
     * may not know of all yet: {@link TopicProvisioner#awaitReturn} tells whether it is gone.
     */
    public static boolean is(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null && !isFinal(cause), Throwable::getCause)
                .anyMatch(cause -> cause instanceof RetriableException
                        || cause instanceof TimeoutException
                        || cause instanceof BrokerUnavailableException);
    }

    /** Whatever it is caused by. */
    private static boolean isFinal(Throwable cause) {
        return cause instanceof MissingTopicsException;
    }
}

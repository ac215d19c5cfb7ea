package dev.solera.service.broker;

import java.time.Duration;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates a Kafka client, and waits as long as the broker's name cannot be resolved. In containers and clusters a
 * broker's name disappears together with the broker: an existing client copes with that, but creating a new one fails
 * as if its settings were wrong.
 */
final class NameWait {

    private static final Logger LOG = LoggerFactory.getLogger(NameWait.class);
    private static final String REFUSAL = "No resolvable bootstrap urls";

    private final String servers;
    private final Duration pause;

    /**
     * @param servers the broker, for the log
     * @param pause between two attempts
     */
    NameWait(String servers, Duration pause) {
        this.servers = servers;
        this.pause = pause;
    }

    /** @throws InterruptException if the thread is interrupted while it waits */
    <T> T made(Supplier<T> client) {
        long begin = System.nanoTime();
        while (true) {
            try {
                return client.get();
            } catch (KafkaException e) {
                if (!isOfTheName(e)) {
                    throw e;
                }
                LOG.info(
                        "waiting for broker servers={} seconds={} cause=\"its name leads nowhere\"",
                        servers,
                        Duration.ofNanos(System.nanoTime() - begin).toSeconds());
            }
            try {
                Thread.sleep(pause.toMillis());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    private static boolean isOfTheName(KafkaException failure) {
        return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof ConfigException
                        && String.valueOf(cause.getMessage()).startsWith(REFUSAL));
    }
}

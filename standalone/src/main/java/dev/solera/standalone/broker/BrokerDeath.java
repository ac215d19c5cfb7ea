package dev.solera.standalone.broker;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a server that cannot go on. Kafka then halts the process that it is in, through {@link Exit}, as it takes that
 * for its own; here only the server is over, and whoever runs it hears why. It does not say which server it is about, so that
 * all in this process hear it.
 */
final class BrokerDeath implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerDeath.class);
    private static final Set<BrokerDeath> WATCHING = ConcurrentHashMap.newKeySet();

    private final BrokerErrors errors = BrokerErrors.listen();
    private final CompletableFuture<String> cause = new CompletableFuture<>();

    /** From now on the process outlives its server. */
    static BrokerDeath watch() {
        BrokerDeath death = new BrokerDeath();
        WATCHING.add(death);
        Exit.setExitProcedure(BrokerDeath::end);
        Exit.setHaltProcedure(BrokerDeath::end);
        return death;
    }

    private static void end(int status, String message) {
        LOG.error("broker wants to end its process status={} message={}", status, message);
        WATCHING.forEach(death -> death.end(message));
        // Kafka's code does not expect to go on from here.
        throw new BrokerDiedError();
    }

    private void end(String message) {
        String text =
                errors.last(System.currentTimeMillis()).orElse(message == null ? "the broker gave no cause" : message);
        cause.completeAsync(() -> text);
    }

    /** Done with the cause, in one sentence, when the server cannot go on. */
    CompletableFuture<String> cause() {
        return cause.copy();
    }

    @Override
    public void close() {
        WATCHING.remove(this);
        errors.stop();
    }

    /** Unwinds the thread that would have ended the process. */
    private static final class BrokerDiedError extends Error {
        private static final long serialVersionUID = 1L;

        BrokerDiedError() {
            super("the broker cannot go on");
        }
    }
}

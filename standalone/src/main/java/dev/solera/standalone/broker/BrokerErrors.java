package dev.solera.standalone.broker;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Remembers the last error that Kafka's server has logged: before it ends its process it says why there, and nowhere else. An old
 * one is not the cause.
 */
final class BrokerErrors extends AppenderBase<ILoggingEvent> {

    private static final List<String> LOGGERS = List.of("kafka", "org.apache.kafka");

    /** Between the cause and the end: a server stops what it can before. */
    private static final Duration RECENT = Duration.ofMinutes(1);

    private volatile Optional<Told> last = Optional.empty();

    private record Told(long millis, String text) {}

    /** From now on errors are remembered, until it is stopped. */
    static BrokerErrors listen() {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        BrokerErrors errors = new BrokerErrors();
        errors.setContext(logging);
        errors.setName("broker-errors");
        errors.start();
        LOGGERS.forEach(name -> logging.getLogger(name).addAppender(errors));
        return errors;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.ERROR)
                && !event.getLoggerName().startsWith("org.apache.kafka.clients")
                && event.getThrowableProxy() != null) {
            last = Optional.of(new Told(
                    event.getTimeStamp(), event.getFormattedMessage() + ": " + root(event.getThrowableProxy())));
        }
    }

    private static String root(IThrowableProxy failure) {
        IThrowableProxy root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String kind = root.getClassName().substring(root.getClassName().lastIndexOf('.') + 1);
        return root.getMessage() == null ? kind : kind + ": " + root.getMessage();
    }

    /**
     * What went wrong last; empty where nothing did lately.
     *
     * @param now milliseconds since the epoch
     */
    Optional<String> last(long now) {
        return last.filter(told -> now - told.millis() <= RECENT.toMillis()).map(Told::text);
    }

    @Override
    public void stop() {
        LoggerContext logging = (LoggerContext) getContext();
        LOGGERS.forEach(name -> logging.getLogger(name).detachAppender(this));
        super.stop();
    }
}

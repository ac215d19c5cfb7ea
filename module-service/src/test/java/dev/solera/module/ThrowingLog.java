package dev.solera.module;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** Ends a thread that no Kafka client calls: the first warning that it has for the log throws. */
final class ThrowingLog extends TurboFilter implements AutoCloseable {

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final String thread;
    private final boolean error;
    private final AtomicBoolean thrown = new AtomicBoolean();

    /** @param error whether an {@link Error} is thrown, else a {@link RuntimeException} */
    ThrowingLog(String thread, boolean error) {
        this.thread = thread;
        this.error = error;
        context.addTurboFilter(this);
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable cause) {
        if (level == Level.WARN
                && Thread.currentThread().getName().equals(thread)
                && thrown.compareAndSet(false, true)) {
            String message = "thrown in " + thread;
            if (error) {
                throw new OutOfMemoryError(message);
            }
            throw new IllegalStateException(message);
        }
        return FilterReply.NEUTRAL;
    }

    @Override
    public void close() {
        context.getTurboFilterList().remove(this);
    }
}

package dev.solera.ingest.corpus;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every now and then how far the opening of a corpus is, as it may take minutes. Any thread may tell it. */
public final class OpeningProgress {

    private static final Logger LOG = LoggerFactory.getLogger(OpeningProgress.class);
    private static final Duration LOGGED_EVERY = Duration.ofSeconds(10);

    private final long interval;
    private final LongSupplier nanos;
    private final Consumer<String> say;
    private final AtomicLong next;

    /**
     * @param interval between two lines; there is none before the first has passed
     * @param nanos a clock
     * @param say takes a line
     */
    public OpeningProgress(Duration interval, LongSupplier nanos, Consumer<String> say) {
        this.interval = interval.toNanos();
        this.nanos = nanos;
        this.say = say;
        this.next = new AtomicLong(nanos.getAsLong() + this.interval);
    }

    /** For a service that nobody watches. */
    public static OpeningProgress toLog() {
        return new OpeningProgress(
                LOGGED_EVERY, System::nanoTime, line -> LOG.info("source being opened at=\"{}\"", line));
    }

    /** Files were found, and there may be more. */
    public void found(int files) {
        if (isTime()) {
            say.accept(String.format(Locale.ROOT, "looking for files: %,d so far", files));
        }
    }

    /** The headers of files were read. */
    public void read(int files, int of) {
        if (isTime()) {
            say.accept(String.format(Locale.ROOT, "reading headers: %,d of %,d files", files, of));
        }
    }

    /** Recordings were decoded, or pictures. */
    public void decoded(int recordings, int of) {
        if (isTime()) {
            say.accept(String.format(Locale.ROOT, "decoding: %,d of %,d", recordings, of));
        }
    }

    private boolean isTime() {
        long due = next.get();
        long now = nanos.getAsLong();
        return now - due >= 0 && next.compareAndSet(due, now + interval);
    }
}

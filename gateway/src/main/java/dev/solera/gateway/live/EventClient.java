package dev.solera.gateway.live;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One who listens to the stream: the events that wait to be sent, in bounded memory. Thread-safe. */
final class EventClient {

    private static final int MOST_WAITING = 512;
    private static final StreamEvent WAKING = new StreamEvent(-1, "", "");

    private final BlockingQueue<StreamEvent> waiting;
    private volatile boolean listening = true;

    /** @param missed what it gets first */
    EventClient(List<StreamEvent> missed) {
        waiting = new LinkedBlockingQueue<>(missed.size() + MOST_WAITING);
        waiting.addAll(missed);
    }

    /**
     * Hands it an event.
     *
     * @return whether it still listens: not where it has not kept up
     */
    boolean offer(StreamEvent event) {
        if (listening && !waiting.offer(event)) {
            leave();
        }
        return listening;
    }

    /** The next event; empty where there is none for a while, or it does not listen any more. */
    Optional<StreamEvent> next(Duration patience) throws InterruptedException {
        StreamEvent event = waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return Optional.ofNullable(event).filter(next -> listening && next != WAKING);
    }

    boolean isListening() {
        return listening;
    }

    /** It listens no more. */
    void leave() {
        listening = false;
        waiting.clear();
        waiting.add(WAKING);
    }
}

package dev.solera.gateway.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the gateway tells all who listen, with the last events kept for those who come back. An event's id is the stream's own
 * beginning and a number: a client that names an id that is no longer kept, or that is of an earlier gateway, is told to
 * {@code reset}, which is to ask for everything anew. Nobody waits for a client: one that does not keep up is dropped. Thread-safe.
 */
public final class EventStream {

    /** Of a type that tells a client that events are missing in front of it. */
    static final String RESET = "reset";

    private static final int KEPT = 2048;
    private static final int MOST_CLIENTS = 100;

    private final JsonMapper json;
    private final String beginning;
    private final Deque<StreamEvent> kept = new ArrayDeque<>();
    private final Set<EventClient> clients = new LinkedHashSet<>();
    private long last;
    private boolean closed;

    /** @param began when, milliseconds since the epoch */
    EventStream(JsonMapper json, long began) {
        this.json = json;
        this.beginning = Long.toString(began, Character.MAX_RADIX);
    }

    /** Tells every client. */
    public synchronized void tell(String type, Object data) {
        last++;
        StreamEvent event = new StreamEvent(last, type, json.writeValueAsString(data));
        kept.addLast(event);
        if (kept.size() > KEPT) {
            kept.removeFirst();
        }
        clients.removeIf(client -> !client.offer(event));
    }

    /**
     * A new client, with what it has missed.
     *
     * @param lastId of the last event that it got
     * @throws ResponseStatusException where there are too many
     */
    synchronized EventClient join(Optional<String> lastId) {
        clients.removeIf(client -> !client.isListening());
        if (closed || clients.size() >= MOST_CLIENTS) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "%d clients listen; allowed: %d".formatted(clients.size(), MOST_CLIENTS));
        }
        List<StreamEvent> missed = missed(lastId);
        EventClient client = new EventClient(missed);
        clients.add(client);
        return client;
    }

    private List<StreamEvent> missed(Optional<String> lastId) {
        long first = last - kept.size();
        Optional<Long> known = lastId.flatMap(this::number).filter(number -> number >= first && number <= last);
        if (known.isEmpty()) {
            return List.of(new StreamEvent(last, RESET, "{}"));
        }
        List<StreamEvent> missed = new ArrayList<>();
        kept.stream().filter(event -> event.number() > known.get()).forEach(missed::add);
        return missed;
    }

    /** The id of an event. */
    String id(StreamEvent event) {
        return beginning + "-" + event.number();
    }

    private Optional<Long> number(String id) {
        String number = id.startsWith(beginning + "-") ? id.substring(beginning.length() + 1) : "";
        return number.matches("\\d{1,18}") ? Optional.of(Long.parseLong(number)) : Optional.empty();
    }

    /** How many listen. */
    synchronized int clients() {
        clients.removeIf(client -> !client.isListening());
        return clients.size();
    }

    /** Sends everybody away. */
    synchronized void close() {
        closed = true;
        clients.forEach(EventClient::leave);
        clients.clear();
    }
}

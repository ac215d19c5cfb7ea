package dev.solera.gateway.live;

import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Tells whoever listens what changes, as Server-Sent Events: {@code GET /api/events}. */
@RestController
@Tag(name = "run")
class EventController implements DisposableBean {

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final long RETRY_MILLIS = 1000;

    private final EventStream stream;
    private final ExecutorService writers = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "gateway-events");
        thread.setDaemon(true);
        return thread;
    });

    EventController(EventStream stream) {
        this.stream = stream;
    }

    @GetMapping(path = "/api/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "What changes, as Server-Sent Events",
            description =
                    "Types: run, module, probes and snapshot, whose data are what /api/run, an entry of /api/modules, "
                            + "/api/probes without histories and the newest snapshot are; reset asks a client to ask for everything "
                            + "anew. A client that comes back with Last-Event-ID gets what it has missed.")
    ResponseEntity<SseEmitter> events(
            @RequestHeader(name = "Last-Event-ID", required = false) Optional<String> lastEventId) {
        EventClient client = stream.join(lastEventId);
        SseEmitter emitter = new SseEmitter(0L);
        emitter.onCompletion(client::leave);
        emitter.onError(failure -> client.leave());
        writers.execute(() -> write(client, emitter));
        return ResponseEntity.ok()
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no")
                .body(emitter);
    }

    /** Who only wants to know whether the stream is there takes nobody's place. */
    @RequestMapping(path = "/api/events", method = RequestMethod.HEAD)
    @Hidden
    ResponseEntity<Void> head() {
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_EVENT_STREAM)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** On a thread of its own, as a client that reads slowly holds it up. */
    private void write(EventClient client, SseEmitter emitter) {
        try {
            emitter.send(SseEmitter.event().reconnectTime(RETRY_MILLIS).comment("solera"));
            while (client.isListening()) {
                Optional<StreamEvent> next = client.next(HEARTBEAT);
                if (next.isPresent()) {
                    StreamEvent event = next.get();
                    emitter.send(SseEmitter.event()
                            .id(stream.id(event))
                            .name(event.type())
                            .data(event.json()));
                } else if (client.isListening()) {
                    emitter.send(SseEmitter.event().comment("alive"));
                }
            }
            emitter.complete();
        } catch (IOException | IllegalStateException e) { // it went away, which is what clients do
            client.leave();
        } catch (InterruptedException e) {
            client.leave();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void destroy() {
        writers.shutdownNow();
    }
}

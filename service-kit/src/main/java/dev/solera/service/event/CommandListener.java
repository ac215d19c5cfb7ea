package dev.solera.service.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.solera.activation.MalformedRecordException;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Follows what the control topic tells a service to do: to pause or to go on, and to publish a snapshot after so many samples. The
 * newest word of each kind counts, and counts again when the service starts again. A word that cannot be read is passed over.
 */
public final class CommandListener implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommandListener.class);
    private static final String SERVICE = "command/";
    private static final String SNAPSHOT = "command/snapshot";

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private final String service;
    private final PauseGate gate;
    private final LongConsumer snapshots;
    private final ControlListener listener;

    /** What a service is to do. */
    private record Service(String id, String state, String by) {

        Service {
            if (state == null || !state.equals("paused") && !state.equals("running")) {
                throw MalformedRecordException.of("state", state, "paused or running");
            }
        }
    }

    /** After how many samples modules are to publish a snapshot. */
    private record Snapshot(
            String id, @JsonProperty(required = true) long samples) {

        Snapshot {
            if (samples < 0) {
                throw MalformedRecordException.of("samples", samples, "a number from 0");
            }
        }
    }

    /**
     * Returns once all that was told so far is done.
     *
     * @param service its name
     * @param gate that is shut while the service is to pause
     * @param snapshots takes the number of samples that somebody asks for a snapshot after
     */
    public CommandListener(String service, ControlTopic control, PauseGate gate, LongConsumer snapshots) {
        this.service = service;
        this.gate = gate;
        this.snapshots = snapshots;
        this.listener = control.listen(service, this::take);
    }

    private void take(String key, String word) {
        try {
            if (key.equals(SERVICE + service)) {
                obey(read(word, Service.class));
            } else if (key.equals(SNAPSHOT)) {
                Snapshot asked = read(word, Snapshot.class);
                LOG.info("command taken service={} id={} snapshot={}", service, asked.id(), asked.samples());
                snapshots.accept(asked.samples());
            }
        } catch (MalformedRecordException e) {
            LOG.warn("command ignored key={} cause=\"{}\"", key, e.getMessage());
        }
    }

    private static <T> T read(String word, Class<T> kind) {
        try {
            T command = JSON.readValue(word, kind);
            if (command == null) {
                throw MalformedRecordException.of("command", word, "a JSON object");
            }
            return command;
        } catch (JacksonException e) {
            throw new MalformedRecordException("command cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private void obey(Service command) {
        LOG.info("command taken service={} id={} state={}", service, command.id(), command.state());
        if (command.state().equals("paused")) {
            gate.pause(command.by() == null ? "somebody" : command.by());
        } else {
            gate.goOn();
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}

package dev.solera.service.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.solera.activation.MalformedRecordException;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a service is asked to do, as the control topic has it.
 *
 * @param id its own
 * @param state that is asked for
 * @param by who asks: the address of the caller
 * @param time when, milliseconds since the epoch
 */
public record ServiceCommand(String id, State state, String by, long time) {

    private static final String NAMES = "paused or running";

    /** What a service can be asked for. */
    public enum State {
        PAUSED,
        RUNNING;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static State of(String text) {
            return Stream.of(values())
                    .filter(state -> state.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> MalformedRecordException.of("state", text, NAMES));
        }
    }

    public ServiceCommand {
        if (state == null) {
            throw MalformedRecordException.of("state", null, NAMES);
        }
        if (by == null) {
            by = "somebody";
        }
    }

    /** The key of the control topic under which a service finds what is asked of it. */
    public static String key(String service) {
        return "command/" + service;
    }

    /** As the control topic has it. */
    public String word() {
        return CommandJson.write(this);
    }
}

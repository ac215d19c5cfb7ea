package dev.solera.gateway.command;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * What a service is asked to do, as the control topic has it.
 *
 * @param id its own
 * @param state that is asked for
 * @param by who asks: the address of the caller
 * @param time when, milliseconds since the epoch
 */
public record ServiceCommand(String id, State state, String by, long time) {

    /** What a service can be asked for. */
    public enum State {
        PAUSED,
        RUNNING;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

package dev.solera.gateway.live;

import java.util.Map;

/**
 * How one service is, as far as it has told.
 *
 * @param name as in {@code module-3}
 * @param state where its work stands
 * @param cause one line that says what it waits for or why it failed; empty otherwise
 * @param paused whether it was told to do nothing until it is told to go on, also where its state is another one
 * @param counts what it counted, once it has finished
 */
public record ServiceView(String name, State state, String cause, boolean paused, Map<String, Long> counts) {

    /** Where a service's work stands. */
    public enum State {
        SILENT,
        WORKING,
        WAITING,
        PAUSED,
        FINISHED,
        FAILED,
        /** It should go on, and nothing was heard of it for a while. */
        STALE
    }
}

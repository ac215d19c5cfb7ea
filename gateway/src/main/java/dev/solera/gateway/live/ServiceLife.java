package dev.solera.gateway.live;

import dev.solera.gateway.live.ServiceView.State;
import dev.solera.stream.TelemetryEvent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What one service has told about its state. Not thread-safe. */
final class ServiceLife {

    /** Who tells its position does so each second, and the probe every three how far it is. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    private final String name;
    private boolean heard;
    private Optional<Long> placed = Optional.empty();
    /** By its own clock, as {@link #waitingSince} and {@link #failedAt}. */
    private long placedAt;

    private boolean paused;
    private String waiting = "";
    private long waitingSince;
    private String failure = "";
    private long failedAt;
    private Map<String, Long> counts = Map.of();
    private boolean finished;

    ServiceLife(String name) {
        this.name = name;
    }

    /** It works: a failure from before is over. */
    void works(long time) {
        heard = true;
        if (time > failedAt) {
            failure = "";
        }
    }

    /** It begins to work: what its earlier life waited for is over. */
    void begins(long time) {
        works(time);
        waiting = "";
    }

    /** @param now when its position, told at that time by its own clock, has come */
    void isAt(long time, long now) {
        works(time);
        lives(time, now);
    }

    /** It is there, whether it works or not. */
    void lives(long time, long now) {
        heard = true;
        placed = Optional.of(now);
        placedAt = Math.max(placedAt, time);
    }

    void waits(TelemetryEvent.Waiting event) {
        heard = true;
        waiting = event.cause();
        waitingSince = event.time();
    }

    void pauses(boolean isPaused) {
        heard = true;
        paused = isPaused;
    }

    void finishes(TelemetryEvent.Finished event) {
        works(event.time());
        finished = true;
        waiting = "";
        counts = event.counts();
    }

    void fails(TelemetryEvent.Failed event) {
        heard = true;
        failedAt = event.time();
        failure = event.cause().isEmpty() ? "no cause was told" : event.cause();
    }

    State state(long now) {
        if (!failure.isEmpty()) {
            return State.FAILED;
        } else if (finished) {
            return State.FINISHED;
        } else if (tellsPositions() && isQuiet(placed, now)) {
            return State.STALE;
        } else if (paused) {
            return State.PAUSED;
        } else if (!waiting.isEmpty()) {
            return State.WAITING;
        }
        return heard ? State.WORKING : State.SILENT;
    }

    /** Who is started anew and waits has no position to tell before that is over. */
    private boolean tellsPositions() {
        return waiting.isEmpty() || placedAt > waitingSince;
    }

    /** @param received when something came last, of a service or of all of them; empty, and so not quiet, where nothing did yet */
    static boolean isQuiet(Optional<Long> received, long now) {
        return received.map(time -> now - time > SILENCE.toMillis()).orElse(false);
    }

    ServiceView view(long now) {
        State state = state(now);
        String cause = switch (state) {
            case FAILED -> failure;
            case WAITING -> waiting;
            default -> "";
        };
        return new ServiceView(name, state, cause, paused, counts);
    }
}

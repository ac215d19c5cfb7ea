package dev.solera.service.lifecycle;

import dev.solera.pipeline.PipelineDefinitions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * The life of one service's work:
 *
 * <pre>
 *              ┌──────────────────────────────┐
 *              ▼                              │ outputs not delivered
 *  STARTING ─► RESTORING ─► TRAINING ─────────┤
 *                 │ ▲          │ ▲            │
 *   cannot read,  │ │          │ │ can again  │
 *   nor keep what ▼ │          ▼ │            │
 *   is trained   PAUSED      PAUSED ──────────┘
 *
 *  all of these ─► DRAINING ─► STOPPED     asked to stop
 *  RESTORING, TRAINING ─► FINISHED         the stream has ended, everything is published
 *  all but the ends ─► FAILED              cannot go on: refused, broken, superseded
 * </pre>
 *
 * <p>In TRAINING a service may be held ({@link #hold}), and is shown as paused then.
 *
 * <p>Ingest, the probe and the gateway go the same ways; TRAINING then means that they feed, listen and evaluate, or answer. Shown by the health
 * indicator, and as {@code solera_service_state} by service and state, 1 for the one that it is in. Any thread may ask.
 */
public final class Lifecycle implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    /** Where a service stands. */
    public enum State {
        STARTING,
        RESTORING,
        TRAINING,
        PAUSED,
        DRAINING,
        STOPPED,
        FINISHED,
        FAILED;

        private static final Set<State> ENDS = EnumSet.of(STOPPED, FINISHED, FAILED);

        private static final Map<State, Set<State>> FOLLOWS = Map.of(
                RESTORING, EnumSet.of(STARTING, TRAINING, PAUSED),
                TRAINING, EnumSet.of(RESTORING, PAUSED),
                PAUSED, EnumSet.of(RESTORING, TRAINING),
                DRAINING, EnumSet.of(STARTING, RESTORING, TRAINING, PAUSED),
                STOPPED, EnumSet.of(DRAINING),
                FINISHED, EnumSet.of(RESTORING, TRAINING, DRAINING),
                FAILED, EnumSet.complementOf(EnumSet.copyOf(ENDS)));

        boolean follows(State before) {
            return FOLLOWS.getOrDefault(this, Set.of()).contains(before);
        }

        /** The state's name in health, metrics and logs. */
        public String text() {
            return PipelineDefinitions.word(this);
        }
    }

    private record Now(State state, String cause) {}

    private final String service;
    private volatile Now now = new Now(State.STARTING, "");
    private volatile Optional<String> held = Optional.empty();

    /** @param service its name, as in {@code module-3} */
    public Lifecycle(String service, MeterRegistry registry) {
        this.service = service;
        for (State state : State.values()) {
            Gauge.builder("solera.service.state", this, life -> life.shown().state() == state ? 1 : 0)
                    .description("1 for the state that the service is in")
                    .tags("service", service, "state", state.text())
                    .register(registry);
        }
        Gauge.builder("solera.service.held", this, life -> life.held.isPresent() ? 1 : 0)
                .description("1 while somebody has told the service to pause")
                .tags("service", service)
                .register(registry);
    }

    /** Moves to a state; moving to the current one changes nothing. */
    public void to(State next) {
        to(next, "");
    }

    /**
     * Goes on to a state. Where the service drains already, its work goes on until it stops, but only an end changes what is
     * shown; behind an end nothing does.
     *
     * @param cause one line for people, shown in health
     * @throws IllegalStateException where the picture above has no such way
     */
    public synchronized void to(State next, String cause) {
        Now before = now;
        boolean late =
                State.ENDS.contains(before.state()) || before.state() == State.DRAINING && !State.ENDS.contains(next);
        if (before.state() == next || late) {
            return;
        }
        if (!next.follows(before.state())) {
            throw new IllegalStateException("service %s is %s; allowed next: not %s"
                    .formatted(service, before.state().text(), next.text()));
        }
        now = new Now(next, cause);
        LOG.info(
                "state changed service={} from={} to={}{}",
                service,
                before.state().text(),
                next.text(),
                cause.isEmpty() ? "" : " cause=\"" + cause + "\"");
    }

    /**
     * Somebody has told the service to pause: it is shown as paused wherever it would train, until it is {@link #release}d.
     *
     * @param cause one line for people, shown in health
     */
    public void hold(String cause) {
        held = Optional.of(cause);
        LOG.info("held service={} cause=\"{}\"", service, cause);
    }

    /** Somebody has told the service to go on. */
    public void release() {
        held = Optional.empty();
        LOG.info("released service={}", service);
    }

    private Now shown() {
        Now stands = now;
        return stands.state() == State.TRAINING
                ? held.map(cause -> new Now(State.PAUSED, cause)).orElse(stands)
                : stands;
    }

    /** The service's name. */
    public String service() {
        return service;
    }

    /** Where the service stands, whether it is held there or not. */
    public State state() {
        return now.state();
    }

    /** Up while it works or when it has finished, out of service while it stops, down when it has failed. */
    @Override
    public Health health() {
        Now shown = shown();
        Health.Builder health = switch (shown.state()) {
            case FAILED -> Health.down();
            case DRAINING, STOPPED -> Health.outOfService();
            default -> Health.up();
        };
        health.withDetail("state", shown.state().text());
        return shown.cause().isEmpty()
                ? health.build()
                : health.withDetail("cause", shown.cause()).build();
    }
}

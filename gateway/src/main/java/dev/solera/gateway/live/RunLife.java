package dev.solera.gateway.live;

import dev.solera.gateway.live.RunView.State;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.TelemetryEvent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a run and its services have told about where they stand. Not thread-safe. */
final class RunLife {

    private static final String INGEST = "ingest";
    private static final String PROBE = "probe";

    private final PipelineDefinition definition;
    private final String run;
    private final Map<String, ServiceLife> services = new LinkedHashMap<>();
    private Optional<TelemetryEvent.Source> source = Optional.empty();
    private Optional<RunView.TopicView> topic = Optional.empty();
    private Optional<Long> began = Optional.empty();
    private Optional<Long> heard = Optional.empty();
    private Optional<Long> received = Optional.empty();
    private boolean evaluating;
    private long fed;

    RunLife(PipelineDefinition definition, String run) {
        this.definition = definition;
        this.run = run;
        service(INGEST);
        definition.placement().services().forEach(modules -> service(modules.service()));
        service(PROBE);
    }

    /** The life of a service, one that nobody has spoken of yet included. */
    ServiceLife service(String name) {
        return services.computeIfAbsent(name, ServiceLife::new);
    }

    /** @param now by this host's clock, which those that tell when something was may differ from */
    void accept(TelemetryEvent event, long now) {
        received = Optional.of(now);
        began = Optional.of(Math.min(event.time(), began.orElse(event.time())));
        heard = Optional.of(Math.max(event.time(), heard.orElse(event.time())));
        if (event instanceof TelemetryEvent.Source told) {
            source = Optional.of(told);
            service(INGEST).begins(told.time());
        } else if (event instanceof TelemetryEvent.SourceLag lag) {
            topic = Optional.of(new RunView.TopicView(lag.supply(), lag.records()));
        } else if (event instanceof TelemetryEvent.Position position) {
            moved(position, now);
        } else if (event instanceof TelemetryEvent.EvaluationStart start) {
            evaluating |= start.stage() == definition.depth();
        } else if (event instanceof TelemetryEvent.Fitting fitting) {
            service(PROBE).lives(fitting.time(), now);
        } else if (event instanceof TelemetryEvent.Accuracy accuracy) {
            service(PROBE).works(accuracy.time());
        } else if (event instanceof TelemetryEvent.Waiting waiting) {
            known(waiting.service()).ifPresent(service -> service.waits(waiting));
        } else if (event instanceof TelemetryEvent.Paused paused) {
            known(paused.service()).ifPresent(service -> service.pauses(paused.paused()));
        } else if (event instanceof TelemetryEvent.Finished finished) {
            known(finished.service()).ifPresent(service -> service.finishes(finished));
        } else if (event instanceof TelemetryEvent.Failed failed) {
            known(failed.service()).ifPresent(service -> service.fails(failed));
        }
    }

    private void moved(TelemetryEvent.Position position, long now) {
        if (position.stage() == 0) {
            fed = position.published().stream().mapToLong(Long::longValue).sum();
            service(INGEST).isAt(position.time(), now);
        } else if (position.stage() <= definition.depth()) {
            service(definition.placement().serviceOf(position.stage()).service())
                    .isAt(position.time(), now);
        }
    }

    /** Services are as many as the definition has: a name from elsewhere is nobody's. */
    private Optional<ServiceLife> known(String name) {
        return Optional.ofNullable(services.get(name));
    }

    RunView view(long now, Collection<ModuleLife> modules) {
        List<ServiceView> shown =
                services.values().stream().map(service -> service.view(now)).toList();
        State state = state(now, shown, modules);
        return new RunView(
                definition.pipeline(),
                run,
                state,
                cause(state, shown, now),
                source.map(this::view),
                began,
                heard,
                now,
                fed,
                shown);
    }

    private State state(long now, List<ServiceView> services, Collection<ModuleLife> modules) {
        if (any(services, ServiceView.State.FAILED)) {
            return State.FAILED;
        } else if (all(services, ServiceView.State.FINISHED)) {
            return State.FINISHED;
        } else if (heard.isEmpty()) {
            return State.SILENT;
        }
        boolean probeAlone = modules.stream().allMatch(module -> module.state(now) == ServiceView.State.FINISHED);
        if (probeAlone) {
            return any(services, ServiceView.State.STALE) ? State.STALE : State.EVALUATING;
        } else if (any(withoutProbe(services), ServiceView.State.STALE) || isQuiet(now)) {
            return State.STALE;
        } else if (any(services, ServiceView.State.PAUSED)) {
            return State.PAUSED;
        } else if (any(services, ServiceView.State.WAITING)) {
            return State.WAITING;
        } else if (evaluating) {
            return State.EVALUATING;
        }
        return modules.stream().anyMatch(module -> module.samples() > 0) ? State.TRAINING : State.FEEDING;
    }

    /** The probe holds nobody up. */
    private static List<ServiceView> withoutProbe(List<ServiceView> services) {
        return services.stream()
                .filter(service -> !service.name().equals(PROBE))
                .toList();
    }

    private static boolean any(List<ServiceView> services, ServiceView.State state) {
        return services.stream().anyMatch(service -> service.state() == state);
    }

    private static boolean all(List<ServiceView> services, ServiceView.State state) {
        return services.stream().allMatch(service -> service.state() == state);
    }

    private String cause(State state, List<ServiceView> services, long now) {
        return switch (state) {
            case FAILED, WAITING ->
                services.stream()
                        .filter(service -> !service.cause().isEmpty())
                        .map(service -> service.name() + ": " + service.cause())
                        .findFirst()
                        .orElse("");
            case PAUSED -> names(services, ServiceView.State.PAUSED);
            case STALE -> stale(services, now);
            default -> "";
        };
    }

    /** Nobody in particular where nothing is heard of anybody, unless the probe alone has still to finish. */
    private String stale(List<ServiceView> services, long now) {
        String names = names(services, ServiceView.State.STALE);
        return isQuiet(now) && !all(withoutProbe(services), ServiceView.State.FINISHED) ? "" : names;
    }

    private boolean isQuiet(long now) {
        return ServiceLife.isQuiet(received, now);
    }

    private static String names(List<ServiceView> services, ServiceView.State state) {
        return services.stream()
                .filter(service -> service.state() == state)
                .map(ServiceView::name)
                .collect(Collectors.joining(", "));
    }

    private RunView.SourceView view(TelemetryEvent.Source source) {
        return new RunView.SourceView(
                source.origin(),
                source.recordings(),
                source.heldOut(),
                source.skipped().count(),
                Optional.of(source.trainSamples()).filter(samples -> samples >= 0),
                source.labels().entrySet().stream()
                        .map(label -> new RunView.LabelView(
                                label.getKey(),
                                label.getValue().classes(),
                                label.getValue().ofFrames()))
                        .toList(),
                topic);
    }
}

package dev.solera.gateway.live;

import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.stream.TelemetryEvent;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** A run as its telemetry has told it so far, in memory that does not grow with it. Thread-safe. */
public final class LiveRun {

    private final RunLife life;
    private final PipelineDefinition definition;
    private final Clock clock;
    private final SortedMap<Integer, ModuleLife> modules = new TreeMap<>();
    private final ProbeLife probes = new ProbeLife();
    private final SortedSet<Integer> changed = new TreeSet<>();
    private final Map<Integer, ServiceView.State> told = new HashMap<>();
    private boolean probesChanged;

    /** @param run its name */
    public LiveRun(PipelineDefinition definition, String run, Clock clock) {
        this.definition = definition;
        this.clock = clock;
        this.life = new RunLife(definition, run);
        IntStream.rangeClosed(1, definition.depth()).forEach(number -> {
            modules.put(number, module(number));
            told.put(number, ServiceView.State.SILENT);
        });
    }

    private ModuleLife module(int number) {
        String service = definition.placement().serviceOf(number).service();
        return new ModuleLife(
                number,
                life.service(service),
                service,
                definition.flow().lagBound(),
                definition.stages().get(number).shape().channels());
    }

    /** Takes in one event. */
    synchronized void accept(TelemetryEvent event) {
        life.accept(event, clock.millis());
        if (event instanceof TelemetryEvent.Step step && modules.containsKey(step.module())) {
            modules.get(step.module()).stepped(step);
            changed.add(step.module());
        } else if (event instanceof TelemetryEvent.Position position) {
            moved(position);
        } else if (event instanceof TelemetryEvent.Accuracy accuracy) {
            probes.told(accuracy);
            probesChanged = true;
        } else {
            service(event)
                    .flatMap(ModuleRange::ofService)
                    .map(ModuleRange::numbers)
                    .ifPresent(changed::addAll);
        }
    }

    private static Optional<String> service(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Waiting waiting) {
            return Optional.of(waiting.service());
        } else if (event instanceof TelemetryEvent.Paused paused) {
            return Optional.of(paused.service());
        } else if (event instanceof TelemetryEvent.Finished finished) {
            return Optional.of(finished.service());
        } else if (event instanceof TelemetryEvent.Failed failed) {
            return Optional.of(failed.service());
        }
        return Optional.empty();
    }

    private void moved(TelemetryEvent.Position position) {
        ModuleLife module = modules.get(position.stage());
        if (module != null && !position.consumed().isEmpty()) {
            module.consumed(position.time(), sum(position.consumed()));
            changed.add(position.stage());
        }
        ModuleLife next = modules.get(position.stage() + 1);
        if (next != null && !position.published().isEmpty()) {
            next.fed(sum(position.published()));
            changed.add(position.stage() + 1);
        }
    }

    private static long sum(List<Long> samples) {
        return samples.stream().mapToLong(Long::longValue).sum();
    }

    /** How the run is. */
    synchronized RunView run() {
        return life.view(clock.millis(), modules.values());
    }

    /** How every module is, from the input downstream. */
    synchronized List<ModuleView> modules() {
        return modules.values().stream()
                .map(module -> module.view(clock.millis()))
                .toList();
    }

    /** How one module is; empty where there is none of that number. */
    synchronized Optional<ModuleView> module(long number) {
        return find(number).map(module -> module.view(clock.millis()));
    }

    /** Its steps over time, in so many rows at most. */
    synchronized Optional<ModuleHistoryView> history(long number, int rows) {
        return find(number).map(module -> module.history(rows));
    }

    /** What probes know, and how that came to be. */
    synchronized ProbesView probes(int rows) {
        return probes.view(rows);
    }

    /** Samples that the module furthest ahead has trained on. */
    public synchronized long furthest() {
        return modules.values().stream().mapToLong(ModuleLife::samples).max().orElse(0);
    }

    /** Modules that have changed since this was last asked, those included that nothing is heard of any more. */
    synchronized List<ModuleView> changedModules() {
        long now = clock.millis();
        modules.forEach((number, module) -> {
            ServiceView.State state = module.state(now);
            if (told.put(number, state) != state) {
                changed.add(number);
            }
        });
        Collection<Integer> numbers = List.copyOf(changed);
        changed.clear();
        return numbers.stream()
                .flatMap(number -> find(number).stream())
                .map(module -> module.view(now))
                .toList();
    }

    /** What probes know, where that has changed since this was last asked. */
    synchronized Optional<ProbesView> changedProbes() {
        boolean told = probesChanged;
        probesChanged = false;
        return told ? Optional.of(probes.newest()) : Optional.empty();
    }

    private Optional<ModuleLife> find(long number) {
        return Optional.ofNullable(modules.get((int) Math.min(number, Integer.MAX_VALUE)));
    }
}

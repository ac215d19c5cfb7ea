package dev.solera.harness.chaos;

import dev.solera.stream.TelemetryEvent;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How far a run has come, and what was done twice, from what its services tell. */
final class Progress {

    private final long steps;
    private final int depth;
    private final Map<Integer, Long> furthest = new TreeMap<>();
    private final Map<Integer, BitSet> told = new TreeMap<>();
    private final Map<Integer, Long> replayed = new TreeMap<>();
    private final Map<String, Map<String, Long>> finished = new HashMap<>();
    private Optional<TelemetryEvent.Failed> failed = Optional.empty();

    Progress(long steps, int depth) {
        this.steps = steps;
        this.depth = depth;
    }

    synchronized void accept(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Step step) {
            furthest.merge(step.module(), step.step(), Math::max);
            tell(step.module(), Math.toIntExact(step.step()));
        } else if (event instanceof TelemetryEvent.Finished service) {
            finished.put(service.service(), service.counts());
        } else if (event instanceof TelemetryEvent.Failed service) {
            failed = failed.or(() -> Optional.of(service));
        }
    }

    /** Of the top module, from 0 to 1. */
    synchronized double ofRun() {
        return furthest.getOrDefault(depth, 0L) / (double) steps;
    }

    synchronized long step(int module) {
        return furthest.getOrDefault(module, 0L);
    }

    synchronized boolean hasFinished(String service) {
        return finished.containsKey(service);
    }

    /** What a service that has finished counted. */
    synchronized Map<String, Long> finished(String service) {
        return finished.get(service);
    }

    synchronized Optional<TelemetryEvent.Failed> failed() {
        return failed;
    }

    private void tell(int module, int step) {
        BitSet steps = told.computeIfAbsent(module, first -> new BitSet());
        replayed.merge(module, steps.get(step) ? 1L : 0L, Long::sum);
        steps.set(step);
    }

    /** Steps that were trained again, by module; a process that dies takes words with it, so that there may be more. */
    synchronized Map<Integer, Long> replayed() {
        return Map.copyOf(replayed);
    }
}

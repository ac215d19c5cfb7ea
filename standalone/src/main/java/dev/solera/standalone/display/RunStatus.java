package dev.solera.standalone.display;

import dev.solera.standalone.report.AccuracyBoard;
import dev.solera.stream.TelemetryEvent;
import dev.solera.stream.TelemetryEvent.Accuracy;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a run looks like at the moment, in words. Thread-safe: events come from one thread, a display reads from another.
 */
final class RunStatus {

    private final int batch;
    private final int evaluationWindows;
    private final List<Integer> channels;
    private final Map<Integer, ModuleStatus> modules = new TreeMap<>();
    private final Map<String, Map<Integer, Accuracy>> accuracies = new TreeMap<>();
    private OptionalLong totalSteps = OptionalLong.empty();
    private String phase = "starting";
    private String waiting = "";
    private final Set<String> paused = new TreeSet<>();
    private OptionalLong evaluationBegan = OptionalLong.empty();
    private long passed;
    private String fitted = "";
    private boolean allFed;
    private boolean interrupted;

    /**
     * @param channels that each module hands on
     * @param evaluationWindows samples of the evaluation pass, {@link ProgressDisplay#UNKNOWN} where they are chosen only then
     */
    RunStatus(List<Integer> channels, int batch, int evaluationWindows) {
        this.batch = batch;
        this.evaluationWindows = evaluationWindows;
        this.channels = List.copyOf(channels);
        for (int number = 1; number <= channels.size(); number++) {
            modules.put(number, ModuleStatus.WAITING);
        }
    }

    synchronized void accept(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Source source) {
            phase = interrupted ? phase : "training";
            totalSteps = source.trainSamples() < 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(Math.max(1, source.trainSamples() / batch));
        } else if (event instanceof TelemetryEvent.Step step) {
            modules.merge(step.module(), ModuleStatus.WAITING, (old, same) -> old.after(step));
        } else if (event instanceof TelemetryEvent.EvaluationStart start) {
            allFed = true;
            if (start.stage() == modules.size()) {
                evaluationBegan = OptionalLong.of(passed);
            }
        } else if (event instanceof TelemetryEvent.Position position && position.stage() == modules.size()) {
            passed = position.published().stream().mapToLong(Long::longValue).sum();
        } else if (event instanceof TelemetryEvent.Fitting fitting) {
            fitted = fitting.all() == 0 ? "" : ", %,d of %,d".formatted(fitting.fitted(), fitting.all());
        } else if (event instanceof TelemetryEvent.Waiting wait) {
            waiting = wait.cause();
        } else if (event instanceof TelemetryEvent.Paused told) {
            if (told.paused()) {
                paused.add(told.service());
            } else {
                paused.remove(told.service());
            }
        } else if (event instanceof Accuracy accuracy
                && accuracy.rolling()
                && accuracy.network().equals(AccuracyBoard.TRAINED)) {
            accuracies
                    .computeIfAbsent(accuracy.label(), label -> new TreeMap<>())
                    .put(accuracy.depth(), accuracy);
        }
    }

    /** Somebody wants the run to end: training does so before its time, where that is still to come. */
    synchronized void interrupted() {
        interrupted = true;
        phase = allFed ? phase : "ending early";
    }

    synchronized ModuleStatus module(int number) {
        return modules.get(number);
    }

    /** Steps of every module in the whole run; empty where a deadline decides. */
    synchronized OptionalLong totalSteps() {
        return totalSteps;
    }

    /** What goes on and, after a Ctrl-C, what another one does. */
    synchronized String headline() {
        return interrupted ? "Ctrl-C again stops at once; " + doing() : doing();
    }

    /** Where the run stands, without what changes all the time. */
    synchronized String phase() {
        if (!waiting.isEmpty()) {
            return "waiting: " + waiting;
        }
        if (!paused.isEmpty()) {
            return "paused: " + String.join(", ", paused);
        }
        if (evaluationBegan.isEmpty()) {
            return phase;
        }
        return isEvaluating() ? "evaluating frozen modules" : "fitting probes";
    }

    /** The phase, with what goes on in it: windows of the evaluation and then probes that are fitted, before it the best of the rolling accuracies by label. */
    private String doing() {
        if (!waiting.isEmpty() || !paused.isEmpty()) {
            return phase();
        }
        if (evaluationBegan.isPresent()) {
            return isEvaluating() ? "%s, %s windows".formatted(phase(), evaluatedOfAll()) : phase() + fitted;
        }
        String best = accuracies.values().stream()
                .map(depths -> Collections.max(depths.values(), Comparator.comparingDouble(Accuracy::accuracy)))
                .map(row -> "%s %.1f %% at depth %d".formatted(row.label(), 100 * row.accuracy(), row.depth()))
                .collect(Collectors.joining(", "));
        return phase() + (best.isEmpty() ? "" : ", held out so far: " + best) + dead();
    }

    /** Where a tenth of the channels or more say nothing, which a module seldom recovers from. */
    private String dead() {
        String dying = modules.entrySet().stream()
                .filter(module -> module.getValue().isDying(channels.get(module.getKey() - 1)))
                .map(module -> "%d of %d at depth %d"
                        .formatted(
                                module.getValue().deadChannels(), channels.get(module.getKey() - 1), module.getKey()))
                .collect(Collectors.joining(", "));
        return dying.isEmpty() ? "" : "; dead channels: " + dying;
    }

    private boolean isEvaluating() {
        return evaluated() < evaluationWindows || evaluationWindows == ProgressDisplay.UNKNOWN;
    }

    private String evaluatedOfAll() {
        return evaluationWindows == ProgressDisplay.UNKNOWN
                ? "%,d".formatted(evaluated())
                : "%,d of %,d".formatted(evaluated(), evaluationWindows);
    }

    /** Windows of the evaluation pass that are through all modules. */
    private long evaluated() {
        return passed - evaluationBegan.orElse(passed);
    }

    /** Everything in one line. */
    synchronized String summary() {
        String steps = join(status -> Long.toString(status.step()));
        String losses = join(status -> status.loss(2));
        String total = totalSteps.isPresent() ? " of " + totalSteps.getAsLong() : "";
        double rate = modules.values().stream()
                .mapToDouble(ModuleStatus::samplesPerSecond)
                .min()
                .orElse(0);
        long lag = modules.values().stream().mapToLong(ModuleStatus::lag).max().orElse(0);
        return String.format(
                Locale.ROOT,
                "steps %s%s | loss %s | %.1f samples/s | lag %d | %s",
                steps,
                total,
                losses,
                rate,
                lag,
                headline());
    }

    private String join(java.util.function.Function<ModuleStatus, String> part) {
        return modules.values().stream().map(part).collect(Collectors.joining(" "));
    }
}

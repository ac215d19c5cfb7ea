package dev.solera.benchmarks.measure;

import dev.solera.stream.TelemetryEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** When each module made each of its steps, as the modules themselves tell it. */
public final class StepLog {

    /** A step's end, by the clock of its module's machine, and how long it trained. */
    private record Step(long number, long millis, double trainSeconds) {}

    private final List<List<Step>> steps;
    private Optional<TelemetryEvent.Failed> failed = Optional.empty();

    public StepLog(int modules) {
        steps = IntStream.range(0, modules)
                .<List<Step>>mapToObj(module -> new ArrayList<>())
                .toList();
    }

    public synchronized void accept(TelemetryEvent event) {
        if (event instanceof TelemetryEvent.Step step) {
            steps.get(step.module() - 1).add(new Step(step.step(), step.time(), step.trainSeconds()));
        } else if (event instanceof TelemetryEvent.Failed service) {
            failed = failed.or(() -> Optional.of(service));
        }
    }

    /** The step that all modules have made. */
    public synchronized long everywhere() {
        return steps.stream()
                .mapToLong(module ->
                        module.isEmpty() ? 0 : module.get(module.size() - 1).number())
                .min()
                .orElseThrow();
    }

    /**
     * Steps a second, the mean over modules, each from its first to its last step within a time.
     *
     * @throws IllegalStateException where a module made fewer than two
     */
    public synchronized double rate(long fromMillis, long toMillis) {
        return steps.stream()
                .map(module -> within(module, fromMillis, toMillis))
                .mapToDouble(StepLog::rate)
                .average()
                .orElseThrow();
    }

    /**
     * The part of the time that each module trained, 0 to 1, from its first to its last step within a time.
     *
     * @throws IllegalStateException where a module made fewer than two
     */
    public synchronized List<Double> busy(long fromMillis, long toMillis) {
        return steps.stream()
                .map(module -> within(module, fromMillis, toMillis))
                .map(StepLog::busy)
                .toList();
    }

    private static List<Step> within(List<Step> module, long fromMillis, long toMillis) {
        List<Step> within = module.stream()
                .filter(step -> step.millis() >= fromMillis && step.millis() <= toMillis)
                .toList();
        if (within.size() < 2) {
            throw new IllegalStateException(
                    "steps in a window are %d; allowed: 2 or more, in a longer window".formatted(within.size()));
        }
        return within;
    }

    private static double rate(List<Step> within) {
        return 1000.0 * (within.get(within.size() - 1).number() - within.get(0).number()) / millis(within);
    }

    private static double busy(List<Step> within) {
        double trained = within.stream().skip(1).mapToDouble(Step::trainSeconds).sum();
        return 1000.0 * trained / millis(within);
    }

    private static double millis(List<Step> within) {
        return within.get(within.size() - 1).millis() - within.get(0).millis();
    }

    /** @throws IllegalStateException where a service cannot go on */
    public synchronized void requireSound() {
        failed.ifPresent(service -> {
            throw new IllegalStateException("%s failed: %s".formatted(service.service(), service.cause()));
        });
    }
}

package dev.solera.benchmarks.cost;

import dev.solera.checkpoint.InvalidCheckpointException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures what checkpoints cost, in two ways: by themselves, which is exact, and as what the whole pipeline loses by them,
 * in pairs of windows with and without, where each pair begins with what the one before it ended with.
 */
public final class CheckpointCost {

    private final CostSettings settings;
    private final Consumer<String> say;

    /** @param say told how far it has come, a line each */
    public CheckpointCost(CostSettings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
    }

    /** @throws IllegalStateException where a process ends, a service fails, or a window is too short */
    public CostReport run() throws IOException, InvalidCheckpointException, InterruptedException {
        List<DirectCost> direct = new ArrayList<>();
        for (int number = 1; number <= settings.definition().depth(); number++) {
            DirectCost cost = DirectCost.of(
                    settings.definition(),
                    number,
                    settings.folder().resolve("direct").resolve("module-" + number));
            direct.add(cost);
            say.accept(String.format(
                    Locale.ROOT,
                    "module %d: %.1f ms of processor a checkpoint",
                    number,
                    cost.processor().toNanos() * 1e-6));
        }
        List<CostReport.Pair> pairs = new ArrayList<>();
        for (int pair = 1; pair <= settings.pairs(); pair++) {
            boolean withFirst = pair % 2 == 1;
            Window first = window(pair, withFirst);
            Window second = window(pair, !withFirst);
            pairs.add(withFirst ? new CostReport.Pair(first, second) : new CostReport.Pair(second, first));
        }
        return new CostReport(direct, pairs, Runtime.getRuntime().availableProcessors());
    }

    private Window window(int pair, boolean checkpoints) throws IOException, InterruptedException {
        String name = "pair-%d-%s".formatted(pair, checkpoints ? "with" : "without");
        Path folder = settings.folder().resolve(name);
        Window window = Window.of(settings.definition(), settings.window(), checkpoints, folder);
        say.accept(String.format(
                Locale.ROOT,
                "%-16s %.3f steps/s, %.3f s of processor a step",
                name,
                window.stepsPerSecond(),
                window.secondsPerStep()));
        return window;
    }
}

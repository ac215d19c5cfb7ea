package dev.solera.benchmarks.cost;

import dev.solera.pipeline.PipelineDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * What the processor pays for a pipeline beside the loop in one process that comes to the same bits: in pairs close to each other, as
 * a machine is not always as fast, and every other pair the pipeline first.
 *
 * @param ratios of processor time a step, pipeline over loop
 */
public record PipelineCost(List<Double> ratios) {

    /** Over the loop, at most. */
    static final double BOUND = 1.1;

    public PipelineCost {
        ratios = List.copyOf(ratios);
    }

    /**
     * @param definition what is trained
     * @param pairs how often
     * @param steps of the loop that are counted
     * @param length how long the pipeline is looked at
     * @param folder of the measurement, new
     */
    public record Settings(PipelineDefinition definition, int pairs, int steps, Duration length, Path folder) {

        public Settings {
            require(pairs >= 2, "--pairs", pairs, "2 or more");
            require(steps >= 1, "--steps", steps, "1 or more");
            long least = CostSettings.INTERVAL.multipliedBy(2).toSeconds();
            require(length.toSeconds() >= least, "--seconds", length.toSeconds(), least + " or more, two checkpoints");
        }

        private static void require(boolean holds, String option, long value, String allowed) {
            if (!holds) {
                throw new IllegalArgumentException("%s is %d; allowed: %s".formatted(option, value, allowed));
            }
        }
    }

    /**
     * @param say told how far it has come, a line each
     * @throws IllegalStateException where a process ends, a service fails, or a window is too short
     */
    public static PipelineCost of(Settings settings, Consumer<String> say) throws IOException, InterruptedException {
        List<Double> ratios = new ArrayList<>();
        for (int pair = 1; pair <= settings.pairs(); pair++) {
            Path folder = settings.folder().resolve("pair-" + pair);
            boolean loopFirst = pair % 2 == 1;
            double before = loopFirst ? loop(settings, folder) : pipeline(settings, folder);
            double after = loopFirst ? pipeline(settings, folder) : loop(settings, folder);
            double loop = loopFirst ? before : after;
            double pipeline = loopFirst ? after : before;
            ratios.add(pipeline / loop);
            say.accept(String.format(
                    Locale.ROOT,
                    "pair %d: %.3f s of processor a step in the loop, %.3f in the pipeline",
                    pair,
                    loop,
                    pipeline));
        }
        return new PipelineCost(ratios);
    }

    private static double loop(Settings settings, Path folder) throws IOException, InterruptedException {
        return LoopCost.inProcess(settings.definition(), settings.steps(), folder.resolve("loop"))
                .secondsPerStep();
    }

    private static double pipeline(Settings settings, Path folder) throws IOException, InterruptedException {
        return Window.of(settings.definition(), settings.length(), true, folder.resolve("pipeline"))
                .secondsPerStep();
    }

    /** What is above the bound: the pairs' mean ratio, whatever its interval, as few pairs leave a wide one. */
    public List<String> faults() {
        PairedRatio ratio = PairedRatio.of(ratios);
        return ratio.estimate() > BOUND ? List.of("processor time a step is %s".formatted(text(ratio))) : List.of();
    }

    public String line() {
        return "processor time a step, pipeline over loop, %d pairs: %s"
                .formatted(ratios.size(), text(PairedRatio.of(ratios)));
    }

    private static String text(PairedRatio ratio) {
        return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", ratio.estimate(), ratio.low(), ratio.high());
    }
}

package dev.solera.benchmarks.cost;

import dev.solera.benchmarks.table.PairedRatio;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.ChosenProducts;
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
 * a machine is not always as fast, and every other pair the pipeline first. Loops keep as many processors busy as the pipeline does.
 *
 * @param definition what is trained
 * @param pairs of loop and pipeline
 */
public record PipelineCost(PipelineDefinition definition, List<Pair> pairs) {

    /** Over the loop, at most. */
    static final double BOUND = 1.1;

    private static final int DECIMALS = 3;

    /**
     * A loop and a pipeline close to each other.
     *
     * @param loop seconds of processor for a step of all modules in the loop
     * @param pipeline a while of the pipeline
     */
    record Pair(double loop, Window pipeline) {

        /** Of processor time a step, pipeline over loop. */
        double ratio() {
            return pipeline.secondsPerStep() / loop;
        }

        /** Seconds of processor a step of the pipeline less what compiling takes, which a run that has gone on for long has behind it. */
        double withoutCompilers() {
            return pipeline.secondsPerStep() - pipeline.usage().secondsPerStep().get(Work.COMPILE);
        }
    }

    public PipelineCost {
        pairs = List.copyOf(pairs);
    }

    /**
     * @param definition what is trained, its arithmetic decided for loop and pipeline
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
            definition = ChosenProducts.resolve(definition, ComputeDevice.CPU);
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
        List<Pair> pairs = new ArrayList<>();
        for (int number = 1; number <= settings.pairs(); number++) {
            Path folder = settings.folder().resolve("pair-" + number);
            Pair pair;
            if (number % 2 == 1) {
                double loop = loop(settings, folder);
                pair = new Pair(loop, pipeline(settings, folder));
            } else {
                Window pipeline = pipeline(settings, folder);
                pair = new Pair(loop(settings, folder), pipeline);
            }
            pairs.add(pair);
            say.accept(String.format(
                    Locale.ROOT,
                    "pair %d: %.3f s of processor a step in the loop, %.3f in the pipeline",
                    number,
                    pair.loop(),
                    pair.pipeline().secondsPerStep()));
        }
        return new PipelineCost(settings.definition(), pairs);
    }

    private static double loop(Settings settings, Path folder) throws IOException, InterruptedException {
        return LoopCost.inProcesses(settings.definition(), settings.steps(), folder.resolve("loop"))
                .secondsPerStep();
    }

    private static Window pipeline(Settings settings, Path folder) throws IOException, InterruptedException {
        return Window.of(settings.definition(), settings.length(), true, folder.resolve("pipeline"));
    }

    PairedRatio ratio() {
        return PairedRatio.of(pairs.stream().map(Pair::ratio).toList());
    }

    /** What is above the bound: the pairs' mean ratio, whatever its interval, as few pairs leave a wide one. */
    public List<String> faults() {
        return ratio().estimate() > BOUND
                ? List.of("processor time a step is %s".formatted(ratio().text(DECIMALS)))
                : List.of();
    }

    public String line() {
        return "processor time a step, pipeline over loop, %d pairs: %s"
                .formatted(pairs.size(), ratio().text(DECIMALS));
    }
}

package dev.solera.benchmarks.soak;

import dev.solera.engine.ComputeDevice;
import dev.solera.learning.ChosenProducts;
import dev.solera.pipeline.PipelineDefinition;
import java.nio.file.Path;

/**
 * How long a run is watched.
 *
 * @param definition what is trained, its arithmetic decided for all services
 * @param steps of every module until the end
 * @param baseline the step that the end is compared with: by then all is loaded and compiled
 * @param folder of the run, new
 */
public record SoakSettings(PipelineDefinition definition, long steps, long baseline, Path folder) {

    /** Single readings wander by a few MiB, as arrays come and go: a figure is the median over this share of the steps. */
    private static final double WINDOW = 0.02;

    public SoakSettings {
        if (baseline < 1 || steps < 2 * baseline) {
            throw new IllegalArgumentException(
                    "--steps is %d; allowed: twice --baseline, which is %d, or more".formatted(steps, baseline));
        }
        definition = ChosenProducts.resolve(definition, ComputeDevice.CPU);
    }

    /** Steps over which a figure is taken. */
    public long window() {
        return Math.max(1, Math.round(WINDOW * steps));
    }
}

package dev.solera.benchmarks.cost;

import dev.solera.engine.ComputeDevice;
import dev.solera.learning.ChosenProducts;
import dev.solera.module.ModuleProperties.Checkpointing;
import dev.solera.pipeline.PipelineDefinition;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * What is compared, and how often.
 *
 * @param definition what is trained, its arithmetic decided for all that run it
 * @param pairs of windows, one with checkpoints and one without
 * @param window how long throughput is looked at
 * @param folder of the measurement, new
 */
public record CostSettings(PipelineDefinition definition, int pairs, Duration window, Path folder) {

    /** Between two checkpoints where nothing is set. */
    public static final Duration INTERVAL = new Binder(new MapConfigurationPropertySource())
            .bindOrCreate("solera.module.checkpoint", Checkpointing.class)
            .interval();

    public CostSettings {
        if (pairs < 2) {
            throw new IllegalArgumentException("--pairs is %d; allowed: 2 or more".formatted(pairs));
        }
        if (window.compareTo(INTERVAL.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("--seconds is %d; allowed: %d or more, two checkpoints"
                    .formatted(window.toSeconds(), INTERVAL.multipliedBy(2).toSeconds()));
        }
        definition = ChosenProducts.resolve(definition, ComputeDevice.CPU);
    }
}

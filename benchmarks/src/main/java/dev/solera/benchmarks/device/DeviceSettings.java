package dev.solera.benchmarks.device;

import dev.solera.benchmarks.step.TorchSteps;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.ChosenProducts;
import dev.solera.pipeline.PipelineDefinition;
import java.util.Optional;

/**
 * What is checked.
 *
 * @param definition whose modules compute, each by itself
 * @param device that is compared with processors
 * @param steps that each module makes on it
 * @param pytorch that makes steps of the same modules there, to compare times with
 */
public record DeviceSettings(
        PipelineDefinition definition, ComputeDevice device, int steps, Optional<TorchSteps> pytorch) {

    /** Steps of which losses are compared: later, modules that round differently have come to be different modules. */
    static final int COMPARED = 3;

    /** Steps behind which bits are compared, and memory is looked at first: by then everything has been made once. */
    static final int WARM = 20;

    public DeviceSettings {
        if (steps < 2 * WARM) {
            throw new IllegalArgumentException("--steps is %d; allowed: %d or more".formatted(steps, 2 * WARM));
        }
    }

    /** The same with the arithmetic that the device is better at, where the definition leaves it open. */
    DeviceSettings resolved() {
        return new DeviceSettings(ChosenProducts.resolve(definition, device), device, steps, pytorch);
    }
}

package dev.solera.standalone.command;

import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that says where modules are computed. */
final class DeviceOption {

    private static final String NAME = "--device";

    @Option(
            names = NAME,
            paramLabel = "DEVICE",
            description =
                    "Where all modules are computed: cpu, or a GPU, cuda:0 and so on (docs/gpu.md). Default: cpu, "
                            + "and of an earlier run where that was.")
    private String device;

    /**
     * What it says, and else the device that there is by default.
     *
     * @throws dev.solera.definition.InvalidDefinitionException where there is no such device
     */
    ComputeDevice or(ComputeDevice otherwise, PipelineDefinition definition) {
        ComputeDevice chosen = Optional.ofNullable(device)
                .map(name -> ComputeDevice.parse(NAME, name))
                .orElse(otherwise);
        return chosen.requireThere(NAME, definition.module(1).threads());
    }
}

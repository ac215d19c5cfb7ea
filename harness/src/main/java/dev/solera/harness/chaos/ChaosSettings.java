package dev.solera.harness.chaos;

import dev.solera.engine.ComputeDevice;
import dev.solera.harness.process.ProcessSettings;
import dev.solera.learning.ChosenProducts;
import dev.solera.pipeline.PipelineDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is trained while processes die.
 *
 * @param definition the pipeline's, its arithmetic decided for the services and the loop that they are compared with
 * @param ingest properties of the ingest service, {@code solera.ingest.*}, with a length of learning
 * @param steps training steps of every module, which the run's progress is measured by: about as many, where a clock ends it
 * @param checkpointSteps training steps between two checkpoints
 * @param checkpointsKept by every module; records go only before the oldest one
 * @param deliveryTimeout after which a producer gives up
 * @param patience how long all of it may take
 * @param options of every virtual machine
 * @param folder of the run, new
 */
public record ChaosSettings(
        PipelineDefinition definition,
        Map<String, Object> ingest,
        long steps,
        long checkpointSteps,
        int checkpointsKept,
        Duration deliveryTimeout,
        Duration patience,
        List<String> options,
        Path folder) {

    static final String RUN = "chaos";

    public ChaosSettings {
        ingest = Map.copyOf(ingest);
        definition = ChosenProducts.resolve(definition, ComputeDevice.CPU);
        options = List.copyOf(options);
    }

    ProcessSettings processes() {
        return new ProcessSettings(
                definition,
                RUN,
                Map.of(
                        "spring.kafka.producer.properties.[delivery.timeout.ms]",
                        deliveryTimeout.toMillis(),
                        "spring.kafka.producer.properties.[request.timeout.ms]",
                        deliveryTimeout.toMillis() / 2),
                ingest,
                Map.of(
                        "solera.module.checkpoint.steps", checkpointSteps,
                        "solera.module.checkpoint.keep", checkpointsKept),
                Set.of(ProcessSettings.Listener.PROBE),
                options,
                Map.of(),
                folder);
    }
}

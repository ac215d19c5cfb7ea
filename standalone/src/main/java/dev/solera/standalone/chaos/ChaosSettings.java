package dev.solera.standalone.chaos;

import dev.solera.pipeline.PipelineDefinition;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * What is trained while processes die.
 *
 * @param definition the pipeline's
 * @param ingest properties of the ingest service, {@code solera.ingest.*}, with a fixed length of learning
 * @param steps training steps of every module
 * @param checkpointSteps training steps between two checkpoints
 * @param checkpointsKept by every module; records go only before the oldest one
 * @param deliveryTimeout after which a producer gives up
 * @param patience how long all of it may take
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
        Path folder) {

    static final String RUN = "chaos";

    public ChaosSettings {
        ingest = Map.copyOf(ingest);
    }
}

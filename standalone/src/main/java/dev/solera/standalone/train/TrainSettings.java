package dev.solera.standalone.train;

import dev.solera.pipeline.PipelineDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one run trains.
 *
 * @param definition the pipeline's
 * @param ingest properties of the ingest service, {@code solera.ingest.*}
 * @param rolling depths whose rolling accuracy is kept: {@code top} or {@code all}
 * @param out the run's folder
 * @param gatewayPort of 127.0.0.1; empty for no gateway
 * @param version of this program
 * @param arguments as the user gave them
 */
public record TrainSettings(
        PipelineDefinition definition,
        Map<String, Object> ingest,
        String rolling,
        Path out,
        Optional<Integer> gatewayPort,
        String version,
        List<String> arguments) {

    public TrainSettings {
        ingest = Map.copyOf(ingest);
        arguments = List.copyOf(arguments);
    }

    /** What the services, Kafka and Spring said, as the user knows the path. */
    Path log() {
        return out.resolve("solera.log");
    }
}

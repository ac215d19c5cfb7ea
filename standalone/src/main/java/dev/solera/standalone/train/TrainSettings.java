package dev.solera.standalone.train;

import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one run trains.
 *
 * @param definition the pipeline's
 * @param devices where modules are computed: the last one now, those before it where the run was begun elsewhere
 * @param ingest properties of the ingest service, {@code solera.ingest.*}
 * @param from folder of the parameter files that modules begin with; empty where their seed draws what they begin with
 * @param out the run's folder
 * @param gatewayPort of 127.0.0.1; empty for no gateway
 * @param version of this program
 * @param arguments as the user gave them
 */
public record TrainSettings(
        PipelineDefinition definition,
        List<ComputeDevice> devices,
        Map<String, Object> ingest,
        Optional<Path> from,
        Path out,
        Optional<Integer> gatewayPort,
        String version,
        List<String> arguments) {

    private static final String GATEWAY = "solera.standalone.gateway";

    public TrainSettings {
        devices = List.copyOf(devices);
        ingest = Map.copyOf(ingest);
        arguments = List.copyOf(arguments);
    }

    /** What is needed to resume a run, besides its definition; folders and files as absolute paths. */
    Map<String, String> toProperties() {
        Map<String, String> properties = IngestSettings.anchored(ingest);
        properties.put(GATEWAY, Boolean.toString(gatewayPort.isPresent()));
        return properties;
    }

    /** The settings of a resumed run, from its provenance; what it began with is in its folder, where that was taken over. */
    static TrainSettings of(
            PipelineDefinition definition,
            RunProvenance provenance,
            List<ComputeDevice> devices,
            Path named,
            Optional<Integer> gatewayPort,
            String version) {
        Map<String, Object> ingest = new TreeMap<>(provenance.settings());
        ingest.remove(GATEWAY);
        return new TrainSettings(
                definition, devices, ingest, start(named), named, gatewayPort, version, provenance.arguments());
    }

    private static Optional<Path> start(Path run) {
        return Optional.of(new RunFolder(run, false).start()).filter(Files::isDirectory);
    }

    static boolean hadGateway(RunProvenance provenance) {
        return Boolean.parseBoolean(provenance.settings().getOrDefault(GATEWAY, "true"));
    }

    /** The same run in another folder. */
    TrainSettings in(Path folder) {
        return new TrainSettings(definition, devices, ingest, from, folder, gatewayPort, version, arguments);
    }

    /** Where modules are computed now. */
    ComputeDevice device() {
        return devices.get(devices.size() - 1);
    }

    /** What the services, Kafka and Spring said, as the user knows the path. */
    Path log() {
        return out.resolve("solera.log");
    }
}

package dev.solera.standalone.train;

import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.standalone.report.RunClaim;
import dev.solera.standalone.report.RunFolder;
import dev.solera.standalone.report.RunProvenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An unfinished run that is to be resumed: its folder, claimed so that nobody else works on it, and its provenance.
 * Opening it changes nothing in the folder.
 *
 * @param claim on the folder
 * @param provenance what it wrote down
 * @param definition the pipeline's
 */
public record EarlierRun(RunClaim claim, RunProvenance provenance, PipelineDefinition definition)
        implements AutoCloseable {

    /**
     * @throws IllegalArgumentException where it is no such run, somebody else works on it, or what it wrote down was edited
     */
    public static EarlierRun open(Path path) {
        RunClaim claim = RunClaim.take(path);
        try {
            RunFolder folder = claim.folder();
            RunProvenance provenance = RunProvenance.read(folder.provenance());
            if (provenance.hasEnded()) {
                throw new IllegalArgumentException(
                        "run %s is %s; allowed: one that was cut off or stopped, or has failed"
                                .formatted(path, provenance.outcome()));
            }
            PipelineDefinition definition =
                    PipelineDefinitions.load(folder.pipeline().toString());
            provenance.require(definition);
            folder.requireBroker();
            return new EarlierRun(claim, provenance, definition);
        } catch (RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    /**
     * As the run had them, but for the device.
     *
     * @param device where it goes on
     * @param gatewayPort empty for no gateway
     * @param version of this program
     */
    public TrainSettings settings(ComputeDevice device, Optional<Integer> gatewayPort, String version) {
        List<ComputeDevice> devices = new ArrayList<>(provenance.computedOn());
        if (!device.equals(device())) {
            devices.add(device);
        }
        return TrainSettings.of(definition, provenance, devices, claim.named(), gatewayPort, version);
    }

    /** Where it was computed last. */
    public ComputeDevice device() {
        return provenance.device();
    }

    /** Whether it had a gateway. */
    public boolean hadGateway() {
        return TrainSettings.hadGateway(provenance);
    }

    /** Whether a clock ends its learning. */
    public boolean isTimed() {
        return provenance.settings().containsKey("solera.ingest.minutes");
    }

    @Override
    public void close() {
        claim.close();
    }
}

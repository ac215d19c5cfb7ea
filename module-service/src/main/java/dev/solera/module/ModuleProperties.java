package dev.solera.module;

import dev.solera.checkpoint.EarlierParameters;
import dev.solera.definition.InvalidDefinitionException;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.Beginning;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of a service of modules, {@code solera.module.*}.
 *
 * @param number which service of the placement: its modules, as in {@code 3} or {@code 1-2}, or the first of them
 * @param device where its modules are computed: {@code cpu}, or a GPU, {@code cuda:0} and so on
 * @param output folder that its parameters are written to, as {@code <number>.safetensors}
 * @param from folder of parameter files, as {@code output} of an earlier run, that the modules begin with; empty where their seed
 *     draws what they begin with. They are read once: a checkpoint before the first step keeps them
 * @param snapshotInterval how often they are written while it learns
 * @param checkpoint what it is resumed from when it was stopped or has died
 */
@ConfigurationProperties("solera.module")
public record ModuleProperties(
        @DefaultValue("") String number,
        @DefaultValue("cpu") String device,
        @DefaultValue("modules") Path output,
        @DefaultValue("") String from,
        @DefaultValue("1m") Duration snapshotInterval,
        @DefaultValue Checkpointing checkpoint) {

    private static final String KEY = "solera.module.number";
    private static final String DEVICE = "solera.module.device";

    /**
     * When and where checkpoints are written.
     *
     * @param folder of all checkpoints; these are in {@code <run>/module-<number>} of it
     * @param steps training steps between two, at most
     * @param interval between two, at most
     * @param keep how many are kept
     */
    public record Checkpointing(
            @DefaultValue("checkpoints") Path folder,
            @DefaultValue("1000") long steps,
            @DefaultValue("15s") Duration interval,
            @DefaultValue("2") int keep) {

        public Checkpointing {
            require(steps >= 1, "checkpoint.steps", steps, "1 or more");
            require(interval.toMillis() > 0, "checkpoint.interval", interval, "more than 0s");
            require(keep >= 1, "checkpoint.keep", keep, "1 or more");
        }
    }

    public ModuleProperties {
        ModuleRange.parse(KEY, number);
        ComputeDevice.parse(DEVICE, device);
        require(snapshotInterval.toMillis() > 0, "snapshot-interval", snapshotInterval, "more than 0s");
        require(
                from.isEmpty() || !absolute(Path.of(from)).equals(absolute(output)),
                "from",
                from,
                "another folder than solera.module.output, where the modules' own parameters are written");
    }

    private static Path absolute(Path folder) {
        return folder.toAbsolutePath().normalize();
    }

    /**
     * The modules that the service trains.
     *
     * @throws InvalidDefinitionException where the pipeline has no such service
     */
    ModuleRange modules(PipelineDefinition pipeline) {
        return pipeline.placement().service(KEY, ModuleRange.parse(KEY, number));
    }

    /**
     * Where the modules are computed.
     *
     * @throws InvalidDefinitionException where there is no such device
     */
    ComputeDevice device(PipelineDefinition pipeline) {
        int threads = pipeline.module(modules(pipeline).first()).threads();
        return ComputeDevice.parse(DEVICE, device).requireThere(DEVICE, threads);
    }

    /**
     * What its modules begin with.
     *
     * @throws InvalidDefinitionException where parameters are to be taken over that are not there, or are of another network
     */
    Beginning beginning(PipelineDefinition pipeline) {
        return from.isEmpty()
                ? Beginning.DRAWN
                : EarlierParameters.read("solera.module.from", Path.of(from), pipeline, modules(pipeline));
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw InvalidDefinitionException.of("solera.module." + key, value, allowed);
        }
    }
}

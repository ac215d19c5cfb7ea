package dev.solera.module;

import dev.solera.definition.InvalidDefinitionException;
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
 * @param output folder that its parameters are written to, as {@code <number>.safetensors}
 * @param snapshotInterval how often they are written while it learns
 * @param checkpoint what it goes on from when it was stopped or has died
 */
@ConfigurationProperties("solera.module")
public record ModuleProperties(
        @DefaultValue("") String number,
        @DefaultValue("modules") Path output,
        @DefaultValue("1m") Duration snapshotInterval,
        @DefaultValue Checkpointing checkpoint) {

    private static final String KEY = "solera.module.number";

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
        require(snapshotInterval.toMillis() > 0, "snapshot-interval", snapshotInterval, "more than 0s");
    }

    /**
     * The modules that the service trains.
     *
     * @throws InvalidDefinitionException where the pipeline has no such service
     */
    ModuleRange modules(PipelineDefinition pipeline) {
        return pipeline.placement().service(KEY, ModuleRange.parse(KEY, number));
    }

    private static void require(boolean holds, String key, Object value, String allowed) {
        if (!holds) {
            throw InvalidDefinitionException.of("solera.module." + key, value, allowed);
        }
    }
}

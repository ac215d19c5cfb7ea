package dev.solera.module;

import dev.solera.pipeline.InvalidDefinitionException;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of one module's service, {@code solera.module.*}.
 *
 * @param number which module of the pipeline, from 1
 * @param output folder that its parameters are written to, as {@code <number>.safetensors}
 * @param snapshotInterval how often they are written while it learns
 */
@ConfigurationProperties("solera.module")
public record ModuleProperties(
        @DefaultValue("0") int number,
        @DefaultValue("modules") Path output,
        @DefaultValue("1m") Duration snapshotInterval) {

    public ModuleProperties {
        if (number < 1) {
            throw InvalidDefinitionException.of("solera.module.number", number, "a module of the pipeline, from 1");
        }
        if (snapshotInterval.isNegative() || snapshotInterval.isZero()) {
            throw InvalidDefinitionException.of("solera.module.snapshot-interval", snapshotInterval, "more than 0s");
        }
    }
}

package dev.solera.service;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Placement;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings that every service has, {@code solera.*}.
 *
 * @param pipeline name of a bundled definition or path of a YAML file
 * @param placement which modules share a service, as in {@code 1-2,3}; empty for what the definition says
 * @param run name of the run: records and events of other runs are ignored
 * @param brokerWait how long to wait for the broker at start
 * @param createTopics whether this service creates the topics that are missing; else it waits for another one to
 */
@ConfigurationProperties("solera")
public record SoleraProperties(
        @DefaultValue("speech-cosine") String pipeline,
        @DefaultValue("") String placement,
        @DefaultValue("main") String run,
        @DefaultValue("1h") Duration brokerWait,
        @DefaultValue("true") boolean createTopics) {

    public SoleraProperties {
        if (!run.matches("[A-Za-z0-9._-]{1,128}")) {
            throw InvalidDefinitionException.of(
                    "solera.run", run, "1 to 128 letters, digits, dots, dashes and underscores");
        }
        if (brokerWait.isNegative()) {
            throw InvalidDefinitionException.of("solera.broker-wait", brokerWait, "0s or more");
        }
    }

    /** The pipeline's definition, its modules placed as these settings say. */
    PipelineDefinition definition() {
        PipelineDefinition definition = PipelineDefinitions.load(pipeline);
        if (definition.arithmetic() == Arithmetic.AUTO) {
            throw definition.undecided();
        }
        if (placement.isBlank()) {
            return definition;
        }
        try {
            return definition.placed(Placement.parse(placement));
        } catch (InvalidDefinitionException e) {
            throw new InvalidDefinitionException("solera." + e.getMessage());
        }
    }
}

package dev.solera.objective;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.solera.encoder.Architecture;
import dev.solera.encoder.Encoder;
import dev.solera.encoder.Parameters;
import dev.solera.layer.ParameterSpec;
import java.util.List;
import java.util.Map;

/**
 * The loss of a module as a definition has it. The key {@code objective} says which.
 *
 * <p>A new objective is one definition in this package, named here, and the computation that it makes.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "objective")
@JsonSubTypes({
    @JsonSubTypes.Type(value = InfoNceDefinition.class, name = "info-nce"),
    @JsonSubTypes.Type(value = VerticalInfoNceDefinition.class, name = "vertical-info-nce"),
    @JsonSubTypes.Type(value = CrossEntropyDefinition.class, name = "cross-entropy"),
    @JsonSubTypes.Type(value = NoLossDefinition.class, name = "none")
})
public sealed interface LossDefinition
        permits InfoNceDefinition, VerticalInfoNceDefinition, CrossEntropyDefinition, NoLossDefinition {

    /** @throws dev.solera.definition.InvalidDefinitionException where it cannot be put on such an encoder */
    void requireFits(Architecture architecture);

    /** Samples that a batch has at least. */
    default int fewestSamples() {
        return 1;
    }

    /** Parameters of its own, beside the encoder's. */
    List<ParameterSpec> parameters(Architecture architecture);

    /** The labels that it reads, by name, each with how many values it tells apart; no others reach it. */
    Map<String, Integer> labels();

    /** Whether a module with it learns anything: else it is frozen, and has no optimiser state. */
    default boolean trains() {
        return true;
    }

    /**
     * The objective over an encoder.
     *
     * @param parameters with those of {@link #parameters}
     */
    Objective over(Encoder encoder, Parameters parameters);
}

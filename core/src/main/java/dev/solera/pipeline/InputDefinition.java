package dev.solera.pipeline;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.solera.onnx.Graph;

/**
 * What enters the pipeline at {@code activations.0}. The key {@code kind} says of which modality.
 *
 * <p>A new modality is one record in this package, named here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = AudioInput.class, name = "audio"),
    @JsonSubTypes.Type(value = ImageInput.class, name = "image")
})
public sealed interface InputDefinition permits AudioInput, ImageInput {

    /** Shape of a sample, and the place of its steps in time. */
    Stage stage();

    /** How many values of one label a sample can carry: one per stretch of time; 1 where there is no time. */
    int labelSteps();

    /**
     * Adds to a graph what enters the model, as it is recorded, and how ingest scales it.
     *
     * @throws IllegalArgumentException where it is scaled by what only its recordings tell
     */
    ModelInput entrance(Graph graph);

    /** What people call those that samples are made of. */
    String recordings();
}

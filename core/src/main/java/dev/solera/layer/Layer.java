package dev.solera.layer;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.Products;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import java.util.List;
import java.util.Optional;

/**
 * One layer of a network as a definition has it, with all that follows from it: what it makes of a shape, which parameters it
 * has, its forward computation in the engine and as ONNX, and which input an output depends on. The key {@code layer} says which.
 *
 * <p>A new layer is one record in this package, named here.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "layer")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Conv1dLayer.class, name = "conv1d"),
    @JsonSubTypes.Type(value = GruLayer.class, name = "gru"),
    @JsonSubTypes.Type(value = Conv2dLayer.class, name = "conv2d"),
    @JsonSubTypes.Type(value = PatchesLayer.class, name = "patches"),
    @JsonSubTypes.Type(value = ResidualLayer.class, name = "residual"),
    @JsonSubTypes.Type(value = SpatialMeanLayer.class, name = "spatial-mean")
})
public sealed interface Layer permits LocalLayer, GruLayer, GridLayer {

    /**
     * What it makes of a shape.
     *
     * @throws dev.solera.definition.InvalidDefinitionException where it cannot be put on such an input
     */
    ActivationShape outputShape(ActivationShape input);

    /** Its parameters on an input of this shape, in the order in which their values are drawn. */
    List<ParameterSpec> parameters(ActivationShape input);

    /**
     * @param x {@code [batch, axes of the input]}
     * @param products how its convolutions are computed
     * @return {@code [batch, axes of the output]}
     */
    NDArray forward(NDArray x, Weights weights, Products products);

    /** Puts its parameters where the device that computes them reads them best, before anything else; their values stay. */
    default void layOut(Weights weights) {}

    /**
     * Adds the nodes of its forward computation to a graph.
     *
     * @param scope in which its parameters have the names that {@link #parameters} give them
     * @param x {@code [batch, axes of the input]}, where there is time of any length
     * @param input shape of a sample
     * @return {@code [batch, axes of the output]}
     */
    Value nodes(Scope scope, Value x, ActivationShape input);

    /** Place of its output's steps in time, given that of its input's; empty where it keeps no time axis. */
    Optional<TimeBase> timeBase(TimeBase input);
}

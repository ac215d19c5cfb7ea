package dev.solera.export;

import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Parameter;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Dimension;
import dev.solera.onnx.Graph;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import dev.solera.pipeline.ModelInput;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the models of a pipeline have in common: the nodes of a module, and of what is made of its activations. */
final class StackNodes {

    static final String BATCH = "batch";

    private final Graph graph;
    private final PipelineDefinition definition;

    StackNodes(Graph graph, PipelineDefinition definition) {
        this.graph = graph;
        this.definition = definition;
    }

    /** The activations of a module, of what the stage upstream hands on. */
    Value module(int number, Map<String, Parameter> parameters, Value upstream) {
        Map<String, float[]> values = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> values.put(name, parameter.values()));
        return definition.architecture(number).nodes(graph.scope("module-" + number, values), upstream);
    }

    /** Steps of each clip that see none of what fills it up, {@code [batch]}; none where there is no time. */
    Optional<Value> validSteps(Scope scope, int depth, ModelInput entrance, Value activations) {
        return stage(depth)
                .time()
                .map(time -> time.validSteps(
                        scope,
                        entrance.lengths().orElseThrow(),
                        scope.node("Shape", activations, Attribute.of("start", 2))));
    }

    /** The mean of activations over valid steps, or all places: {@code [batch, channels]}. */
    Value embedding(Scope scope, int depth, Value activations, Optional<Value> valid) {
        return valid.map(steps -> Pooling.overSteps(scope, activations, steps))
                .orElseGet(() ->
                        Pooling.overPlaces(scope, activations, stage(depth).shape()));
    }

    /** Sizes of an embedding. */
    List<Dimension> embeddingShape(int depth) {
        return List.of(Dimension.any(BATCH), Dimension.of(stage(depth).shape().channels()));
    }

    /** Sizes of a stage's activations, in a batch of any size and, where it has time, of any length. */
    List<Dimension> shape(int depth, String steps) {
        List<Dimension> dimensions = new ArrayList<>(List.of(Dimension.any(BATCH)));
        stage(depth)
                .shape()
                .axes()
                .forEach(axis -> dimensions.add(
                        axis.name().equals(ActivationShape.TIME) ? Dimension.any(steps) : Dimension.of(axis.size())));
        return dimensions;
    }

    private Stage stage(int depth) {
        return definition.stages().get(depth);
    }
}

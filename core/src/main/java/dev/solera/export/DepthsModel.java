package dev.solera.export;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Parameter;
import dev.solera.onnx.Element;
import dev.solera.onnx.Graph;
import dev.solera.onnx.Scope;
import dev.solera.onnx.Value;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.ModelInput;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.Map;

/**
 * All modules with their parameters as one model, which takes what is recorded, as a {@link StackModel} does, and gives an
 * embedding at every depth.
 *
 * @param definition of the pipeline
 * @param input the definition's, with what it leaves to its recordings
 * @param parameters of each module, by name
 */
public record DepthsModel(
        PipelineDefinition definition, InputDefinition input, List<Map<String, Parameter>> parameters) {

    /** @throws InvalidDefinitionException where the modules are not all there */
    public DepthsModel {
        InvalidDefinitionException.require(
                parameters.size() == definition.depth(),
                "modules with parameters",
                parameters.size(),
                Integer.toString(definition.depth()));
        parameters = List.copyOf(parameters);
    }

    /** What the embedding at a depth is called. */
    public static String embedding(int depth) {
        return StackModel.EMBEDDING + "-" + depth;
    }

    /** The model as an ONNX document. */
    public byte[] toOnnx(String version) {
        Graph graph = new Graph();
        StackNodes nodes = new StackNodes(graph, definition);
        ModelInput entrance = input.entrance(graph);
        Value value = entrance.samples();
        for (int depth = 1; depth <= definition.depth(); depth++) {
            value = nodes.module(depth, parameters.get(depth - 1), value);
            Scope scope = graph.scope(embedding(depth));
            Value embedding = nodes.embedding(scope, depth, value, nodes.validSteps(scope, depth, entrance, value));
            graph.output(embedding(depth), embedding, Element.FLOAT, nodes.embeddingShape(depth));
        }
        return graph.toModel(definition.pipeline(), version, Map.of());
    }
}

package dev.solera.export;

import dev.solera.encoder.Parameter;
import dev.solera.onnx.Dimension;
import dev.solera.onnx.Element;
import dev.solera.onnx.Graph;
import dev.solera.onnx.Value;
import dev.solera.pipeline.PipelineDefinition;
import java.util.Map;

/**
 * One module with its parameters, from the activations of the stage upstream to its own: the first one takes what ingest publishes,
 * scaled already.
 *
 * @param definition of the pipeline
 * @param number from 1
 * @param parameters of the module, by name
 */
public record ModuleModel(PipelineDefinition definition, int number, Map<String, Parameter> parameters) {

    /** The model as an ONNX document, with {@link StackModel#UPSTREAM} and {@link StackModel#ACTIVATIONS}. */
    public byte[] toOnnx(String version) {
        Graph graph = new Graph();
        StackNodes nodes = new StackNodes(graph, definition);
        Dimension[] shape = nodes.shape(number - 1, "steps_in").toArray(Dimension[]::new);
        Value upstream = graph.input(StackModel.UPSTREAM, Element.FLOAT, shape);
        Value activations = nodes.module(number, parameters, upstream);
        graph.output(StackModel.ACTIVATIONS, activations, Element.FLOAT, nodes.shape(number, "steps"));
        return graph.toModel(definition.pipeline(), version, Map.of());
    }
}

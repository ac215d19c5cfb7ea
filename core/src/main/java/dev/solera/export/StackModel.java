package dev.solera.export;

import dev.solera.definition.InvalidDefinitionException;
import dev.solera.encoder.Parameter;
import dev.solera.onnx.Attribute;
import dev.solera.onnx.Dimension;
import dev.solera.onnx.Element;
import dev.solera.onnx.Graph;
import dev.solera.onnx.Value;
import dev.solera.pipeline.Identity;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.ModelInput;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Consecutive modules with their parameters, as others can run them. Those that begin with the first one take what is recorded,
 * scale it as ingest does, and give beside their activations an embedding, which is all that a classifier looks at; others take the
 * activations of the stage upstream. Activations are handed from module to module as they are, not rounded as on the wire.
 *
 * @param definition of the pipeline
 * @param input the definition's, with what it leaves to its recordings
 * @param modules which
 * @param parameters of each of them, by name
 * @param classifier on top, where there is one
 */
public record StackModel(
        PipelineDefinition definition,
        InputDefinition input,
        ModuleRange modules,
        List<Map<String, Parameter>> parameters,
        Optional<Classifier> classifier) {

    /** What the activations of the top module are called. */
    public static final String ACTIVATIONS = "activations";

    /** What their mean over valid steps, or all places, is called. */
    public static final String EMBEDDING = "embedding";

    /** What a classifier's probabilities are called. */
    public static final String PROBABILITIES = "probabilities";

    /** What the name of its most probable class is called. */
    public static final String LABEL = "label";

    /** What enters from the stage upstream, where modules do not begin with the first. */
    public static final String UPSTREAM = "upstream";

    private static final JsonMapper JSON = JsonMapper.shared();

    /** @throws InvalidDefinitionException where the modules are not all there, or a classifier cannot stand on them */
    public StackModel {
        InvalidDefinitionException.require(
                modules.last() <= definition.depth(), "modules", modules, "within 1 to " + definition.depth());
        InvalidDefinitionException.require(
                parameters.size() == modules.size(), "modules with parameters", parameters.size(), modules.toString());
        InvalidDefinitionException.require(
                classifier.isEmpty() || modules.first() == 1, "modules", modules, "from the first, under a classifier");
        parameters = List.copyOf(parameters);
        int channels = definition.stages().get(modules.last()).shape().channels();
        classifier.ifPresent(given -> InvalidDefinitionException.require(
                given.width() == channels, "features of the classifier", given.width(), channels + " here"));
    }

    /**
     * The model as an ONNX document.
     *
     * @param version of this program
     * @param provenance what is known of how the parameters came about, by key; what follows from the definition is added
     */
    public byte[] toOnnx(String version, Map<String, String> provenance) {
        Graph graph = new Graph();
        StackNodes nodes = new StackNodes(graph, definition);
        if (modules.first() == 1) {
            ModelInput entrance = input.entrance(graph);
            Value top = stack(graph, nodes, entrance.samples());
            embed(graph, nodes, entrance, top);
        } else {
            Dimension[] shape = nodes.shape(modules.first() - 1, "steps_in").toArray(Dimension[]::new);
            stack(graph, nodes, graph.input(UPSTREAM, Element.FLOAT, shape));
        }
        Map<String, String> metadata = new LinkedHashMap<>(provenance);
        metadata.putAll(facts(version));
        return graph.toModel(definition.pipeline(), version, metadata);
    }

    private Value stack(Graph graph, StackNodes nodes, Value x) {
        Value value = x;
        for (int number : modules.numbers()) {
            value = nodes.module(number, parameters.get(number - modules.first()), value);
        }
        graph.output(ACTIVATIONS, value, Element.FLOAT, nodes.shape(modules.last(), "steps"));
        return value;
    }

    private void embed(Graph graph, StackNodes nodes, ModelInput entrance, Value top) {
        var scope = graph.scope(EMBEDDING);
        int depth = modules.last();
        Optional<Value> valid = nodes.validSteps(scope, depth, entrance, top);
        Value embedding = nodes.embedding(scope, depth, top, valid);
        graph.output(EMBEDDING, embedding, Element.FLOAT, nodes.embeddingShape(depth));
        classifier.ifPresent(given -> classify(
                graph, given, given.ofFrames() ? frames(graph, entrance, top, valid.orElseThrow()) : embedding));
    }

    private Value frames(Graph graph, ModelInput entrance, Value top, Value valid) {
        var scope = graph.scope("frames");
        var pooling =
                new FramePooling(scope, definition.audio(), topStage().time().orElseThrow());
        return pooling.nodes(scope.node("Shape", entrance.samples(), Attribute.of("start", 2)), top, valid);
    }

    private void classify(Graph graph, Classifier given, Value features) {
        Classifier.Found found = given.nodes(graph.scope("classifier"), features);
        List<Dimension> shape = new ArrayList<>(List.of(Dimension.any(StackNodes.BATCH)));
        if (given.ofFrames()) {
            shape.add(Dimension.any("frames"));
        }
        graph.output(LABEL, found.best(), Element.STRING, shape);
        shape.add(Dimension.of(given.classes().size()));
        graph.output(PROBABILITIES, found.probabilities(), Element.FLOAT, shape);
    }

    private Stage topStage() {
        return definition.stages().get(modules.last());
    }

    private Map<String, String> facts(String version) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("solera", version);
        facts.put("pipeline", definition.pipeline());
        facts.put("identity", Identity.of(definition));
        facts.put("seed", Long.toString(definition.seed()));
        facts.put("modules", modules.toString());
        facts.put("depth", Integer.toString(modules.last()));
        facts.put("definition", PipelineDefinitions.format(definition));
        topStage().time().ifPresent(time -> facts.put("hop", Integer.toString(time.hop())));
        classifier.ifPresent(given -> {
            facts.put("classifier", given.label());
            facts.put("classes", JSON.writeValueAsString(given.classes()));
        });
        return facts;
    }
}

package dev.solera.gateway;

import dev.solera.definition.ActivationShape;
import dev.solera.layer.TimeBase;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Placement;
import dev.solera.pipeline.Stage;
import dev.solera.stream.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * A pipeline as clients see it: what enters, which modules there are and which topics lie between them.
 *
 * @param name the definition's
 * @param run whose records flow
 * @param input what enters
 * @param batch samples a training step
 * @param modules from the input downstream; numbers start at 1
 */
record PipelineTopology(String name, String run, Input input, int batch, List<Module> modules) {

    /**
     * What enters.
     *
     * @param definition as the pipeline's definition has it
     * @param shape of one sample, sizes by axis
     * @param topic where it enters
     * @param precision on the wire
     */
    record Input(JsonNode definition, Map<String, Integer> shape, String topic, String precision) {}

    /**
     * One gradient-isolated module.
     *
     * @param number from 1
     * @param definition as the pipeline's definition has it: encoder, context, loss, threads, its own learning rate if it has one
     * @param shape of what it hands on, sizes by axis
     * @param hop input samples between two of its steps, where it has these
     * @param service which trains it, maybe with others
     * @param topicIn what it trains on; none where a module of the same service hands it over
     * @param topicOut what it hands on; none where a module of the same service takes it
     * @param precision of what it hands on, on the wire
     */
    record Module(
            int number,
            JsonNode definition,
            Map<String, Integer> shape,
            Optional<Integer> hop,
            String service,
            Optional<String> topicIn,
            Optional<String> topicOut,
            String precision) {}

    static PipelineTopology of(PipelineDefinition definition, String run) {
        Topics topics = new Topics(definition.pipeline());
        JsonNode tree = PipelineDefinitions.tree(definition);
        return new PipelineTopology(
                definition.pipeline(),
                run,
                new Input(
                        tree.get("input"),
                        sizes(definition.stages().get(0).shape()),
                        topics.activations(0),
                        PipelineDefinitions.word(definition.precisionAt(0))),
                definition.batch(),
                IntStream.rangeClosed(1, definition.depth())
                        .mapToObj(number -> module(definition, tree, topics, number))
                        .toList());
    }

    private static Module module(PipelineDefinition definition, JsonNode tree, Topics topics, int number) {
        Stage stage = definition.stages().get(number);
        Placement placement = definition.placement();
        return new Module(
                number,
                tree.at("/modules/" + (number - 1)),
                sizes(stage.shape()),
                stage.time().map(TimeBase::hop),
                placement.serviceOf(number).service(),
                topic(placement, topics, number - 1),
                topic(placement, topics, number),
                PipelineDefinitions.word(definition.precisionAt(number)));
    }

    private static Optional<String> topic(Placement placement, Topics topics, int depth) {
        return Optional.of(depth).filter(placement::hasTopic).map(topics::activations);
    }

    private static Map<String, Integer> sizes(ActivationShape shape) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        shape.axes().forEach(axis -> sizes.put(axis.name(), axis.size()));
        return sizes;
    }
}

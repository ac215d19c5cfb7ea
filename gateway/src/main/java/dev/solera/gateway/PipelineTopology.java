package dev.solera.gateway;

import dev.solera.pipeline.Conv1dLayer;
import dev.solera.pipeline.GruContext;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.LossDefinition;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.NegativesDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.StageShape;
import dev.solera.stream.Topics;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A pipeline as clients see it: what enters, which modules there are and which topics lie between them.
 *
 * @param name the definition's
 * @param run whose records flow
 * @param input what enters
 * @param batch samples a training step
 * @param modules from the input up
 */
record PipelineTopology(String name, String run, Input input, int batch, List<Module> modules) {

    /**
     * What enters.
     *
     * @param kind the modality
     * @param sampleRate Hz
     * @param shape of one sample
     * @param topic where it enters
     * @param precision on the wire
     */
    record Input(String kind, int sampleRate, Shape shape, String topic, String precision) {}

    /**
     * One gradient-isolated module.
     *
     * @param number from 1
     * @param encoder its convolutions
     * @param context its context network, if it has one
     * @param shape of what it hands on
     * @param hop input samples between two of its steps
     * @param topicIn what it trains on
     * @param topicOut what it hands on
     * @param precision of what it hands on, on the wire
     * @param loss what it is trained on
     */
    record Module(
            int number,
            List<Conv1dLayer> encoder,
            Optional<GruContext> context,
            Shape shape,
            int hop,
            String topicIn,
            String topicOut,
            String precision,
            Loss loss) {}

    /** Channels and time steps of one sample. */
    record Shape(int channels, int steps) {}

    /**
     * An InfoNCE loss.
     *
     * @param predictionSteps K
     * @param subWindow steps that positives come from
     * @param windowed whether the encoder's gradient is computed on the sub-window's input slice alone
     * @param negatives M
     * @param form of the negatives
     * @param from where they are drawn
     */
    record Loss(int predictionSteps, int subWindow, boolean windowed, int negatives, String form, String from) {

        static Loss of(LossDefinition loss) {
            NegativesDefinition negatives = loss.negatives();
            return new Loss(
                    loss.predictionSteps(),
                    loss.subWindow(),
                    loss.windowed(),
                    negatives.count(),
                    word(negatives.form()),
                    word(negatives.from()));
        }
    }

    static PipelineTopology of(PipelineDefinition definition, String run) {
        Topics topics = new Topics(definition.pipeline());
        InputDefinition input = definition.input();
        return new PipelineTopology(
                definition.pipeline(),
                run,
                new Input(
                        word(input.kind()),
                        input.sampleRate(),
                        shape(definition.stages().get(0)),
                        topics.activations(0),
                        word(definition.precisionAt(0))),
                definition.batch(),
                IntStream.rangeClosed(1, definition.depth())
                        .mapToObj(number -> module(definition, topics, number))
                        .toList());
    }

    private static Module module(PipelineDefinition definition, Topics topics, int number) {
        ModuleDefinition module = definition.module(number);
        StageShape stage = definition.stages().get(number);
        return new Module(
                number,
                module.encoder(),
                module.context(),
                shape(stage),
                stage.hop(),
                topics.activations(number - 1),
                topics.activations(number),
                word(definition.precisionAt(number)),
                Loss.of(module.loss()));
    }

    private static Shape shape(StageShape stage) {
        return new Shape(stage.channels(), stage.steps());
    }

    /** A constant as the definition spells it. */
    private static String word(Enum<?> constant) {
        return constant.toString().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}

package dev.solera.benchmarks.step;

import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Architecture;
import dev.solera.engine.ComputeDevice;
import dev.solera.layer.Conv1dLayer;
import dev.solera.layer.GruLayer;
import dev.solera.layer.Layer;
import dev.solera.layer.Norm;
import dev.solera.objective.InfoNceDefinition;
import dev.solera.objective.LossDefinition;
import dev.solera.objective.NegativesDefinition;
import dev.solera.objective.ScoreDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.List;
import java.util.Optional;

/**
 * What {@code training_step.py} is told of a module.
 *
 * @param channels that enter
 * @param steps of time that enter
 * @param rectified whether what enters has been through a ReLU
 * @param batch samples a step
 * @param convolutions of the encoder
 * @param context size of the state of a recurrent network on top, or null
 * @param predictionSteps K
 * @param subWindow steps that positives come from
 * @param form of negatives: shared or per-position
 * @param negatives M
 * @param learningRate Adam's, of a schedule the highest
 * @param seed of everything that is drawn
 * @param threads of every operation on processors
 * @param device where it computes, as PyTorch names it, which is as Solera does
 * @param precision of matrix products: float32 or bfloat16
 * @param compiled by {@code torch.compile}
 */
record TorchTask(
        int channels,
        int steps,
        boolean rectified,
        int batch,
        List<Convolution> convolutions,
        Integer context,
        int predictionSteps,
        int subWindow,
        String form,
        int negatives,
        double learningRate,
        long seed,
        int threads,
        String device,
        String precision,
        boolean compiled) {

    /** A convolution over time with ReLU. */
    record Convolution(int channels, int kernel, int stride, int padding, boolean norm) {}

    /** Empty where a module has what the program does not: other layers, or another loss, than the paper's for sound. */
    static Optional<TorchTask> of(
            PipelineDefinition definition, int number, StepForm.PyTorch form, int threads, ComputeDevice device) {
        Architecture architecture = definition.architecture(number);
        LossDefinition loss = definition.module(number).loss();
        if (!(loss instanceof InfoNceDefinition infoNce)
                || infoNce.score().form() != ScoreDefinition.Form.LOG_BILINEAR
                || !form.authors() && infoNce.negatives().from() == NegativesDefinition.From.OTHER_SEQUENCES
                || !architecture.layers().stream().allMatch(Conv1dLayer.class::isInstance)
                || !architecture.context().stream().allMatch(GruLayer.class::isInstance)) {
            return Optional.empty();
        }
        return Optional.of(new TorchTask(
                architecture.input().channels(),
                architecture.input().size(ActivationShape.TIME),
                number > 1,
                definition.batch(),
                architecture.layers().stream().map(TorchTask::convolution).toList(),
                architecture.context().map(layer -> ((GruLayer) layer).hidden()).orElse(null),
                infoNce.predictionSteps(),
                infoNce.subWindow(),
                form.authors() ? "per-position" : "shared",
                form.authors()
                        ? StepForm.AUTHORS_NEGATIVES
                        : infoNce.negatives().count(),
                definition.learningRate(number).peak(),
                definition.seed(),
                threads,
                device.toString(),
                PipelineDefinitions.word(form.precision()),
                form.compiled()));
    }

    private static Convolution convolution(Layer layer) {
        Conv1dLayer conv = (Conv1dLayer) layer;
        return new Convolution(conv.channels(), conv.kernel(), conv.stride(), conv.padding(), conv.norm() != Norm.NONE);
    }
}

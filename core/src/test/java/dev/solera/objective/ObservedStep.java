package dev.solera.objective;

import dev.solera.definition.ActivationShape;
import dev.solera.encoder.Architecture;
import dev.solera.engine.ComputeDevice;
import dev.solera.layer.Conv1dLayer;
import dev.solera.layer.GruLayer;
import dev.solera.layer.TimeBase;
import dev.solera.learning.LearningModule;
import dev.solera.learning.ModuleState;
import dev.solera.learning.TrainedBatch;
import dev.solera.learning.oracle.Draw;
import dev.solera.learning.oracle.ModuleOracle;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Seeds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A module's first training step, seen from outside, and the same step in the oracle's words: the only place where tests
 * that compare the two touch how a module is built and run.
 *
 * @param result what the step handed on
 * @param before parameters
 * @param after parameters
 * @param gradients by every parameter, which Adam's first moments tell: they are a tenth of them after one step; empty
 *     where there was no update
 */
record ObservedStep(
        TrainedBatch result, Map<String, float[]> before, Map<String, float[]> after, Map<String, double[]> gradients) {

    /** @param change of the initial parameters, which is made in place */
    static ObservedStep first(
            PipelineDefinition pipeline,
            int number,
            Consumer<Map<String, float[]>> change,
            List<float[]> batch,
            long[] valid) {
        return first(pipeline, number, change, new Batch(batch, valid, Map.of()));
    }

    /** @param change of the initial parameters, which is made in place */
    static ObservedStep first(
            PipelineDefinition pipeline, int number, Consumer<Map<String, float[]>> change, Batch batch) {
        ModuleState start;
        try (LearningModule initial = LearningModule.initial(pipeline, number)) {
            start = initial.state();
        }
        change.accept(values(start));
        try (LearningModule module = LearningModule.restored(pipeline, number, start, ComputeDevice.CPU)) {
            TrainedBatch result = module.train(batch);
            ModuleState end = module.state();
            Map<String, double[]> gradients = new LinkedHashMap<>();
            if (end.optimiser().step() == 1) {
                end.optimiser().means().forEach((name, means) -> gradients.put(name, scaled(means, 10)));
            }
            return new ObservedStep(result, values(start), values(end), gradients);
        }
    }

    /** The same module for the oracle. */
    static ModuleOracle oracle(PipelineDefinition pipeline, int number) {
        ModuleDefinition module = pipeline.module(number);
        ActivationShape input = pipeline.stages().get(number - 1).shape();
        return new ModuleOracle(
                input.channels(),
                input.size(ActivationShape.TIME),
                module.encoder().stream()
                        .map(Conv1dLayer.class::cast)
                        .map(layer -> new ModuleOracle.Layer(
                                layer.channels(), layer.kernel(), layer.stride(), layer.padding()))
                        .toList(),
                module.context()
                        .map(layer -> OptionalInt.of(((GruLayer) layer).hidden()))
                        .orElse(OptionalInt.empty()));
    }

    /** What chance decides in the module's first step. */
    static Draw draw(PipelineDefinition pipeline, int number, long[] validInput) {
        Architecture architecture = pipeline.architecture(number);
        TimeBase time = architecture.encodedTime().orElseThrow();
        int steps = architecture.encoded().size(ActivationShape.TIME);
        int[] valid = IntStream.range(0, validInput.length)
                .map(b -> time.validSteps(validInput[b], steps))
                .toArray();
        var loss = (InfoNceDefinition) pipeline.module(number).loss();
        LossPlan plan = new LossPlanner(loss, steps).plan(valid, Seeds.generator(pipeline.seed(), "step", number, 0));
        return new Draw(plan.window(), plan.begins(), valid, plan.predictionSteps(), negatives(plan, steps));
    }

    private static Draw.Negatives negatives(LossPlan plan, int steps) {
        if (plan.negatives() instanceof Negatives.Shared pool) {
            int[] rows = IntStream.range(0, pool.count())
                    .map(j -> pool.sample()[j] * steps + pool.time()[j])
                    .toArray();
            return pool.ofOthers() ? Draw.Negatives.ofOthers(rows, steps) : Draw.Negatives.shared(rows);
        }
        int[][] rows = ((Negatives.PerPosition) plan.negatives()).rows();
        return (sample, t, k, positive) -> {
            int length = plan.window() - k;
            int place = plan.batch() * (steps - length) + sample * length + t;
            return IntStream.range(0, rows.length).map(i -> rows[i][place]).toArray();
        };
    }

    private static Map<String, float[]> values(ModuleState state) {
        Map<String, float[]> values = new LinkedHashMap<>();
        state.parameters().forEach((name, parameter) -> values.put(name, parameter.values()));
        return values;
    }

    private static double[] scaled(float[] values, double factor) {
        return IntStream.range(0, values.length)
                .mapToDouble(i -> factor * values[i])
                .toArray();
    }
}

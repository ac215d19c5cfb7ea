package dev.solera.learning;

import ai.djl.ndarray.NDManager;
import dev.solera.encoder.Architecture;
import dev.solera.encoder.Parameter;
import dev.solera.encoder.Parameters;
import dev.solera.engine.Engine;
import dev.solera.engine.Products;
import dev.solera.layer.ParameterSpec;
import dev.solera.objective.Objective;
import dev.solera.objective.PlannedLoss;
import dev.solera.pipeline.ModuleDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One training step of a module with given parameters and nothing left to chance, part by part.
 *
 * @param result what the step gave
 * @param gradients by parameter, between backward and update
 * @param after the parameters after the update
 */
public record OneStep(TrainedBatch result, Map<String, float[]> gradients, Map<String, float[]> after) {

    /** @param plan says what the step is about */
    public static OneStep of(
            ModuleDefinition definition,
            Architecture architecture,
            double learningRate,
            Map<String, float[]> before,
            int samples,
            Function<Objective, PlannedLoss> plan) {
        Map<String, Parameter> values = new LinkedHashMap<>();
        for (ParameterSpec spec : specs(definition, architecture)) {
            long[] shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
            values.put(spec.name(), new Parameter(shape, before.get(spec.name())));
        }
        try (LearningModule module =
                        LearningModule.of(definition, architecture, Products.FLOAT32, learningRate, values);
                TrainingStep step = module.begin(samples, plan.apply(module.objective()))) {
            step.backward();
            Map<String, float[]> gradients = new LinkedHashMap<>();
            module.live()
                    .arrays()
                    .forEach((name, parameter) ->
                            gradients.put(name, parameter.getGradient().toFloatArray()));
            step.update();
            return new OneStep(step.result(), gradients, Bits.of(module));
        }
    }

    /** The initial parameters of module {@code number}. */
    public static Map<String, float[]> initial(
            ModuleDefinition definition, Architecture architecture, long seed, int number) {
        Engine.start(definition.threads());
        try (NDManager manager = Engine.newManager()) {
            var random = LearningModule.initialValues(seed, number);
            Map<String, float[]> values = new LinkedHashMap<>();
            Parameters.initial(manager, specs(definition, architecture), random)
                    .copy()
                    .forEach((name, parameter) -> values.put(name, parameter.values()));
            return values;
        }
    }

    private static List<ParameterSpec> specs(ModuleDefinition definition, Architecture architecture) {
        List<ParameterSpec> specs = new ArrayList<>(architecture.parameters());
        specs.addAll(definition.loss().parameters(architecture));
        return specs;
    }
}

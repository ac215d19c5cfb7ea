package dev.solera.learning;

import ai.djl.ndarray.types.Shape;
import dev.solera.pipeline.Conv1dLayer;
import dev.solera.pipeline.ModuleDefinition;
import dev.solera.pipeline.Seeds;
import dev.solera.pipeline.StageShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Names, shapes and initial values of one module's parameters. Names are PyTorch's; values follow PyTorch's defaults:
 * Kaiming-uniform with a = sqrt 5, which is uniform within 1/sqrt(fan in), for convolutions, their biases and the
 * predictors; uniform within 1/sqrt(hidden) for the GRU.
 */
final class ParameterTable {

    static final String PREDICTOR = "predictor.weight";
    static final String[] GRU = {
        "context.weight_ih_l0", "context.weight_hh_l0", "context.bias_ih_l0", "context.bias_hh_l0"
    };

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /** Shape of a parameter and half the width of the interval that it starts in. */
    record Entry(Shape shape, double bound) {}

    ParameterTable(ModuleDefinition module, StageShape input) {
        StageShape encoded = module.encoderShape(input);
        int channels = input.channels();
        int layer = 0;
        for (Conv1dLayer conv : module.encoder()) {
            double bound = 1 / Math.sqrt((double) channels * conv.kernel());
            put(weight(layer), bound, conv.channels(), channels, conv.kernel());
            put(bias(layer), bound, conv.channels());
            channels = conv.channels();
            layer++;
        }
        module.context().ifPresent(gru -> {
            int hidden = gru.hidden();
            double bound = 1 / Math.sqrt(hidden);
            put(GRU[0], bound, 3L * hidden, encoded.channels());
            put(GRU[1], bound, 3L * hidden, hidden);
            put(GRU[2], bound, 3L * hidden);
            put(GRU[3], bound, 3L * hidden);
        });
        int context = module.outputShape(input).channels();
        put(
                PREDICTOR,
                1 / Math.sqrt(context),
                (long) encoded.channels() * module.loss().predictionSteps(),
                context);
    }

    static String weight(int layer) {
        return "encoder." + layer + ".weight";
    }

    static String bias(int layer) {
        return "encoder." + layer + ".bias";
    }

    private void put(String name, double bound, long... shape) {
        entries.put(name, new Entry(new Shape(shape), bound));
    }

    Map<String, Entry> entries() {
        return entries;
    }

    /**
     * The values of parameters that were copied out of a module.
     *
     * @throws IllegalArgumentException where their names or shapes are not those of this table
     */
    Map<String, float[]> values(Map<String, Parameter> parameters) {
        if (!parameters.keySet().equals(entries.keySet())) {
            throw new IllegalArgumentException(
                    "parameters are %s; allowed: %s".formatted(parameters.keySet(), entries.keySet()));
        }
        Map<String, float[]> values = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            Parameter parameter = parameters.get(name);
            if (!Arrays.equals(parameter.shape(), entry.shape().getShape())) {
                throw new IllegalArgumentException("parameter %s has shape %s; allowed: %s"
                        .formatted(name, Arrays.toString(parameter.shape()), entry.shape()));
            }
            values.put(name, parameter.values());
        });
        return values;
    }

    /** Initial values, drawn from the module's own generator in the order of the table. */
    Map<String, float[]> initial(long seed, int module) {
        SplittableRandom random = Seeds.generator(seed, "parameters", module);
        Map<String, float[]> values = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            float[] drawn = new float[Math.toIntExact(entry.shape().size())];
            for (int i = 0; i < drawn.length; i++) {
                drawn[i] = (float) ((2 * random.nextDouble() - 1) * entry.bound());
            }
            values.put(name, drawn);
        });
        return values;
    }
}

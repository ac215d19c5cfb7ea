package dev.solera.benchmarks.learning;

import dev.solera.encoder.Architecture;
import dev.solera.engine.ComputeDevice;
import dev.solera.learning.Beginning;
import dev.solera.learning.LearningModule;
import dev.solera.learning.ModuleState;
import dev.solera.learning.TrainedBatch;
import dev.solera.objective.Batch;
import dev.solera.pipeline.PipelineDefinition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gradients of one module's network at parameters that stand still, summed up over batches. Each is read from the optimiser's first
 * moment after its first step, which is the gradient times a constant (Kingma and Ba 2015, algorithm 1).
 */
final class Gradients {

    private final PipelineDefinition definition;
    private final int number;
    private final ModuleState state;
    private final Map<String, double[]> sums = new HashMap<>();
    private long batches;

    Gradients(PipelineDefinition definition, int number, Beginning parameters) {
        this.definition = definition;
        this.number = number;
        try (LearningModule module = LearningModule.beginning(definition, number, parameters, ComputeDevice.CPU)) {
            this.state = module.state();
        }
    }

    /**
     * Adds the gradient of a batch.
     *
     * @return what the module hands on of it
     */
    List<float[]> add(List<float[]> values, long[] valid) {
        ModuleState next = new ModuleState(batches++, state.parameters(), state.optimiser());
        try (LearningModule module = LearningModule.restored(definition, number, next, ComputeDevice.CPU)) {
            TrainedBatch trained = module.train(new Batch(values, valid, Map.of()));
            module.state().optimiser().means().forEach(this::add);
            return trained.outputs();
        }
    }

    private void add(String name, float[] gradient) {
        if (Architecture.isOfNetwork(name)) {
            double[] sum = sums.computeIfAbsent(name, any -> new double[gradient.length]);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += gradient[i];
            }
        }
    }

    /** By parameter of the network. */
    Map<String, double[]> sums() {
        return sums;
    }
}

package dev.solera.benchmarks.step;

import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.WireDefinition.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What steps of a module take in PyTorch on one device: with the definition's pool of negatives, on an input that stays there, and
 * nothing is handed on.
 *
 * @param python that has PyTorch
 * @param folder for what processes are told and say, which is there
 */
public record TorchSteps(Path python, Path folder) {

    /** Steps before those that count, in which kernels are loaded and chosen. */
    private static final int WARM = 10;

    /**
     * How long each of a number of steps took, ms.
     *
     * @param number of the module, from 1
     * @param precision of matrix products
     * @throws WorkerFailedException where PyTorch, or this device, cannot do that module
     */
    public List<Double> milliseconds(
            PipelineDefinition definition, int number, Precision precision, ComputeDevice device, int steps)
            throws IOException {
        var form = new StepForm.PyTorch("PyTorch", precision, false, false);
        TorchTask task = TorchTask.of(
                        definition, number, form, definition.module(number).threads(), device)
                .orElseThrow(() -> TorchProgram.unknown(number));
        Path log = folder.resolve("module-%d-%s.log".formatted(number, task.precision()));
        try (var worker = new WorkerProcess(new TorchProgram(python, folder).command(task), log)) {
            worker.awaitLoaded();
            worker.beginPreparing();
            worker.awaitPrepared();
            List<Double> milliseconds = new ArrayList<>();
            for (int i = 0; i < WARM + steps; i++) {
                milliseconds.add(1e3 * worker.step().seconds());
            }
            return milliseconds.subList(WARM, WARM + steps);
        }
    }
}

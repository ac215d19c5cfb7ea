package dev.solera.learning;

import ai.djl.ndarray.NDArray;
import dev.solera.activation.Sample;
import dev.solera.activation.ValueArrays;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.LockedMemory;
import dev.solera.engine.TensorValues;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.List;
import java.util.Optional;

/**
 * Copies of what a module makes of samples, in arrays that are used again. Out of a GPU they come rounded to bfloat16 where they travel
 * on as that: they are rounded once either way, and half as many bytes cross to this process.
 */
final class OutputCopies {

    private final ValueArrays arrays;
    private final Optional<LockedMemory> transfer;

    /**
     * @param device that they are made on
     * @param precision in which they travel on
     * @param size values of a sample
     */
    OutputCopies(ComputeDevice device, Precision precision, int size) {
        this.arrays = new ValueArrays(size);
        this.transfer = device.isGpu()
                ? Optional.of(new LockedMemory(
                        precision == Precision.BFLOAT16 ? LockedMemory.Form.BFLOAT16 : LockedMemory.Form.FLOAT32))
                : Optional.empty();
    }

    /**
     * @param output of samples, {@code [samples, axes of the output]}
     * @return row-major values of each sample
     */
    List<float[]> of(NDArray output, int samples) {
        return transfer.isPresent()
                ? transfer.get().split(output, samples, arrays::take)
                : TensorValues.split(output, samples, arrays::take);
    }

    /** Takes what came from here; nobody may read its values any more. Any thread may do so. */
    void giveBack(Sample output) {
        arrays.giveBack(output);
    }
}

package dev.solera.gateway.snapshot;

import java.util.List;

/**
 * What the engine made of one input of a module, so that who loads its parameters can check them alone.
 *
 * @param shape of the input, {@code [batch, axes of the stage upstream]}
 * @param input row-major
 * @param stride between the values of the output that are kept: those at 0, {@code stride}, {@code 2 * stride} and so on
 * @param outputs those values, of the row-major output
 */
public record ModuleReference(List<Long> shape, float[] input, int stride, float[] outputs) {

    public ModuleReference {
        shape = List.copyOf(shape);
        long size = shape.stream().reduce(1L, Math::multiplyExact);
        if (size != input.length) {
            throw new IllegalArgumentException(
                    "reference input has %d values; allowed: %d, as its shape %s".formatted(input.length, size, shape));
        }
        if (stride < 1 || outputs.length == 0) {
            throw new IllegalArgumentException(
                    "reference has %d outputs, every %d.; allowed: 1 or more".formatted(outputs.length, stride));
        }
    }

    /**
     * The largest difference of a module's output from the reference; not a number where any of them is none.
     *
     * @throws IllegalArgumentException where the output has another number of values
     */
    public float difference(float[] output) {
        int kept = (output.length + stride - 1) / stride;
        if (kept != outputs.length) {
            throw new IllegalArgumentException(
                    "output has %d values, every %d. of them %d; allowed: %d of these, as the reference has"
                            .formatted(output.length, stride, kept, outputs.length));
        }
        float largest = 0;
        for (int i = 0; i < outputs.length; i++) {
            largest = Math.max(largest, Math.abs(output[i * stride] - outputs[i]));
        }
        return largest;
    }

    /** The largest of the values kept, by magnitude. */
    public float magnitude() {
        float largest = 0;
        for (float value : outputs) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}

package dev.solera.gateway.inference;

import java.util.List;

/**
 * A tensor that a client sends.
 *
 * @param name as the model's metadata has it
 * @param shape with the batch
 * @param data as many elements as the shape says
 */
record InputTensor(String name, List<Long> shape, TensorData data) {

    /** @throws InferenceException where the shape is none, or there are more or fewer elements */
    InputTensor {
        shape = List.copyOf(shape);
        long size = size(name, shape);
        if (size != data.size()) {
            throw InferenceException.invalid(
                    "data of " + name, data.size() + " elements", "%d, as shape %s says".formatted(size, shape));
        }
    }

    private static long size(String name, List<Long> shape) {
        long size = 1;
        for (long axis : shape) {
            if (axis < 0 || axis > Integer.MAX_VALUE || size * axis > Integer.MAX_VALUE) {
                throw InferenceException.invalid(
                        "shape of " + name,
                        shape,
                        "sizes of 0 or more, %d elements at most".formatted(Integer.MAX_VALUE));
            }
            size *= axis;
        }
        return size;
    }
}

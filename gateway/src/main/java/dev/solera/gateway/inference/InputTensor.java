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
        requireElements(name, shape, data.size());
    }

    static void requireElements(String name, List<Long> shape, int found) {
        long wanted = elements(name, shape);
        if (found != wanted) {
            throw InferenceException.invalid(
                    "data of " + name, found + " elements", "%d, as shape %s says".formatted(wanted, shape));
        }
    }

    /**
     * How many a shape wants, at most as many as an array holds.
     *
     * @throws InferenceException where it is none
     */
    static long elements(String name, List<Long> shape) {
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

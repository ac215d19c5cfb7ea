package dev.solera.gateway.model;

import java.util.List;

/**
 * What a tensor that enters or leaves a model is like.
 *
 * @param name as the model calls it
 * @param ofLongs whether its elements are whole numbers of 64 bits, rather than floats of 32
 * @param shape sizes, -1 where any is allowed; the first is the batch's
 */
public record TensorForm(String name, boolean ofLongs, List<Long> shape) {

    public TensorForm {
        shape = List.copyOf(shape);
    }

    /** The same without the batch. */
    public List<Long> each() {
        return shape.subList(1, shape.size());
    }
}

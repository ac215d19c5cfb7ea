package dev.solera.gateway.inference;

import dev.solera.gateway.model.TensorForm;
import java.util.ArrayList;
import java.util.List;

/** The shape of an input whose elements alone were sent: one recording of any length, or pictures of the one size. */
final class RawShapes {

    private RawShapes() {}

    static List<Long> of(TensorForm form, int elements) {
        boolean anyLength = form.each().contains(-1L);
        long known = form.each().stream().filter(size -> size > 0).reduce(1L, Math::multiplyExact);
        if (elements == 0 || elements % known != 0) {
            throw InferenceException.invalid(
                    "data of " + form.name(),
                    elements + " elements",
                    "a multiple of %d, from %d on".formatted(known, known));
        }
        long rest = elements / known;
        List<Long> shape = new ArrayList<>();
        shape.add(anyLength ? 1 : rest);
        form.each().forEach(size -> shape.add(size > 0 ? size : rest));
        return shape;
    }
}

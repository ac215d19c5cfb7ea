package dev.solera.layer;

import dev.solera.definition.ActivationShape;
import dev.solera.definition.InvalidDefinitionException;
import java.util.List;

/** The inputs that layers over time can be put on. */
final class Sequences {

    private Sequences() {}

    /**
     * Steps of a sequence.
     *
     * @param layer as definitions name it
     * @throws InvalidDefinitionException where the input is none
     */
    static int steps(String layer, ActivationShape input) {
        boolean sequence = input.axes().stream()
                .map(ActivationShape.Axis::name)
                .toList()
                .equals(List.of(ActivationShape.CHANNELS, ActivationShape.TIME));
        InvalidDefinitionException.require(
                sequence, "layer", "%s on %s".formatted(layer, input), "on a sequence, [channels, time]");
        return input.size(ActivationShape.TIME);
    }
}

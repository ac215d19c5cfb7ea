package dev.solera.pipeline;

import static dev.solera.pipeline.InvalidDefinitionException.require;

/**
 * A context network: a gated recurrent unit over the encoder's outputs, whose states are the contexts c.
 *
 * @param hidden size of the state
 */
public record GruContext(int hidden) {

    public GruContext {
        require(hidden >= 1, "hidden", hidden, "1 or more");
    }
}

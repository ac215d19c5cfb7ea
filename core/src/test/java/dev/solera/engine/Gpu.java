package dev.solera.engine;

import dev.solera.definition.InvalidDefinitionException;

/** The GPU that tests run on where there is one. */
public final class Gpu {

    public static final ComputeDevice FIRST = new ComputeDevice(0);

    private Gpu() {}

    /** Whether this process can compute on it. */
    public static boolean isThere() {
        try {
            FIRST.requireThere("device", 1);
            return true;
        } catch (InvalidDefinitionException e) {
            return false;
        }
    }
}

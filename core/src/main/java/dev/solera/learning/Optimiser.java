package dev.solera.learning;

import ai.djl.ndarray.NDManager;

/** What turns gradients into updates, with a state that can be copied and restored exactly. */
interface Optimiser {

    /** One update with the gradients that the parameters hold. */
    void update();

    /** The learning rate of the newest update. */
    double learningRate();

    /** All that the next update depends on besides parameters and gradients. */
    ModuleState.Optimiser state();

    /**
     * Goes on from a copied state to the same bits.
     *
     * @throws IllegalArgumentException where it is of other parameters
     */
    void restore(NDManager manager, ModuleState.Optimiser state);
}

package dev.solera.objective;

/** The loss of one step, of which nothing is left to chance. */
public interface PlannedLoss {

    /** Loss of a module that knows nothing, nats. */
    double chance();

    /** Whether there is anything to learn from. */
    boolean hasTerms();

    /** Computes the loss and what the module hands on, on a thread whose operations are recorded. */
    Forward forward();
}

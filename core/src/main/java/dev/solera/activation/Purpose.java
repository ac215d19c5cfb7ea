package dev.solera.activation;

/** What a sample is for. The ordinal is its code on the wire: append, never reorder. */
public enum Purpose {
    /** Trained on, once per module and epoch. */
    TRAIN,
    /** Passed through while modules learn, never trained on; probes score rolling accuracy on it. */
    HELD_OUT,
    /** Of the evaluation pass, from the training recordings: probes fit on it. */
    EVALUATE_TRAIN,
    /** Of the evaluation pass, from the held-out recordings: probes are scored on it. */
    EVALUATE_HELD_OUT;

    /** Whether the sample belongs to the evaluation pass through frozen modules. */
    public boolean isEvaluation() {
        return this == EVALUATE_TRAIN || this == EVALUATE_HELD_OUT;
    }
}

package dev.solera.learning;

/**
 * A module's life in a stream at a border: between two samples, with none waiting for its batch to fill.
 *
 * @param module parameters and optimiser
 * @param progress samples that went through so far
 */
public record TrainerState(ModuleState module, Progress progress) {

    /**
     * What became of the samples so far.
     *
     * @param trained samples trained on
     * @param untrained training samples that filled no batch and were passed on untrained
     * @param evaluating whether the evaluation pass has begun, so that the parameters are final
     */
    public record Progress(long trained, long untrained, boolean evaluating) {

        /** Nothing yet. */
        public static final Progress NONE = new Progress(0, 0, false);
    }
}

package dev.solera.learning;

import java.util.List;

/**
 * The life in a stream of modules that one chain trains, at a border: between two samples, with none waiting for its batch to
 * fill in any of them. So they have all seen the same samples and made as many steps.
 *
 * @param modules parameters and optimiser of each, from the input downstream
 * @param progress samples that went through all of them so far
 */
public record TrainerState(List<ModuleState> modules, Progress progress) {

    public TrainerState {
        modules = List.copyOf(modules);
        if (modules.stream().map(ModuleState::step).distinct().count() != 1) {
            throw new IllegalArgumentException("steps of the modules are %s; allowed: one module or more, the same step"
                    .formatted(modules.stream().map(ModuleState::step).toList()));
        }
    }

    /** Training steps that each of them has done. */
    public long step() {
        return modules.get(0).step();
    }

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

package dev.solera.learning;

/** A training step whose loss is infinite or no number: the parameters are as before the step, and no later one can help. */
public final class LossNotFiniteException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final int module;

    LossNotFiniteException(int module, long step, double loss) {
        super("loss of module %d in step %d is %s; allowed: a finite number".formatted(module, step, loss));
        this.module = module;
    }

    /** Which module's. */
    public int module() {
        return module;
    }
}

package dev.solera.learning;

/** A module whose loss, or a parameter of which, is infinite or no number: no later step can help. */
public final class DivergedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final int module;

    private DivergedException(int module, String message) {
        super(message);
        this.module = module;
    }

    /** In a step that is given up: the parameters are as before. */
    static DivergedException loss(int module, long step, double loss) {
        return new DivergedException(
                module, "loss of module %d in step %d is %s; allowed: a finite number".formatted(module, step, loss));
    }

    /** Behind a step whose loss was finite and whose gradient was not. */
    static DivergedException parameter(int module, long step, String name, float value) {
        return new DivergedException(
                module,
                "parameter %s of module %d after step %d has %s in it; allowed: finite numbers"
                        .formatted(name, module, step, value));
    }

    /** Which module's. */
    public int module() {
        return module;
    }
}

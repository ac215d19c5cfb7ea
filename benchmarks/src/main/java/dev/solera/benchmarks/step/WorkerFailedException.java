package dev.solera.benchmarks.step;

/** A process of one form cannot go on: that is left out of the table, which says so. */
public final class WorkerFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    WorkerFailedException(String message) {
        super(message);
    }
}

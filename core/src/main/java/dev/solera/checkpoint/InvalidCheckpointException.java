package dev.solera.checkpoint;

/**
 * A checkpoint cannot be used: the message names the file, what is wrong with it and what is allowed. Either it is torn,
 * so that an earlier one may do, or it is whole and of something else, so that its whole folder is the wrong one.
 */
public final class InvalidCheckpointException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean foreign;

    private InvalidCheckpointException(String message, boolean foreign, Throwable cause) {
        super(message, cause);
        this.foreign = foreign;
    }

    static InvalidCheckpointException torn(String what, Object value, String allowed) {
        return new InvalidCheckpointException(text(what, value, allowed), false, null);
    }

    static InvalidCheckpointException torn(Exception cause) {
        return new InvalidCheckpointException(cause.getMessage(), false, cause);
    }

    static InvalidCheckpointException foreign(String what, Object value, Object allowed) {
        return new InvalidCheckpointException(text(what, value, allowed), true, null);
    }

    /** Whether it is whole, but of another definition, module, run or format. */
    public boolean isForeign() {
        return foreign;
    }

    InvalidCheckpointException in(String file) {
        return new InvalidCheckpointException(file + ": " + getMessage(), foreign, this);
    }

    private static String text(String what, Object value, Object allowed) {
        return "%s is %s; allowed: %s".formatted(what, value, allowed);
    }
}

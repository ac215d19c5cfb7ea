package dev.solera.standalone.train;

import java.nio.file.Path;

/**
 * Thrown when a started run fails; the message gives the cause, names the log with the details, and says how to resume.
 */
public final class RunFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private RunFailedException(String message, Exception cause) {
        super(message, cause);
    }

    /** One that had not begun to train. */
    static RunFailedException beforeTheStart(Exception cause, Path log) {
        return new RunFailedException("%s (details in %s)".formatted(text(cause), log), cause);
    }

    /** One that leaves something to resume. */
    static RunFailedException resumable(Exception cause, Path log, Path run) {
        return new RunFailedException(
                "%s (details in %s; when the cause is gone, solera resume %s goes on with what is kept)"
                        .formatted(text(cause), log, run),
                cause);
    }

    /** The cause in a line. */
    static String text(Exception cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}

package dev.solera.standalone.train;

import java.nio.file.Path;

/** A run that was started has failed: the message has the cause, and names the log with the details. */
public final class RunFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunFailedException(Exception cause, Path log) {
        super("%s (details in %s)".formatted(cause.getMessage() == null ? cause : cause.getMessage(), log), cause);
    }
}

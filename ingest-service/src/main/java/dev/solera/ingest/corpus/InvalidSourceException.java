package dev.solera.ingest.corpus;

import dev.solera.definition.InvalidDefinitionException;

/** A source that cannot be fed from: the message names the thing, the value and what is allowed, in one line. */
public final class InvalidSourceException extends InvalidDefinitionException {

    public InvalidSourceException(String message) {
        super(message);
    }

    public InvalidSourceException(String message, Throwable cause) {
        super(message);
        initCause(cause);
    }
}

package dev.solera.ingest.corpus;

/**
 * Recordings that cannot be reached now: a disk or network that fails, a folder that is gone. It says nothing of what is in them,
 * and may pass.
 */
public final class SourceUnavailableException extends RuntimeException {

    public SourceUnavailableException(String recording, Exception cause) {
        super("recording %s cannot be reached: %s".formatted(recording, cause), cause);
    }
}

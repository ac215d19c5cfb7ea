package dev.solera.ingest.corpus;

/**
 * Recordings that cannot be reached now: a disk or network that fails, a folder that is gone. It says nothing of what is in them,
 * and may pass.
 */
public final class SourceUnavailableException extends RuntimeException {

    /**
     * A source of another kind, whose failures may be those of a cluster: they are no failures of this pipeline's own.
     *
     * @param what is away, and why: a sentence
     */
    public SourceUnavailableException(String what) {
        super(what);
    }

    public SourceUnavailableException(String recording, Exception cause) {
        super("recording %s cannot be reached: %s".formatted(recording, cause), cause);
    }
}

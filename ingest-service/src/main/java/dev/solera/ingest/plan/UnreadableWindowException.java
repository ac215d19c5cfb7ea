package dev.solera.ingest.plan;

import dev.solera.ingest.corpus.Recording;
import dev.solera.media.UnreadableRecordingException;

/** A window that cannot be made, because one of its recordings cannot be read. */
public final class UnreadableWindowException extends Exception {

    private final transient Recording recording;

    UnreadableWindowException(Recording recording, UnreadableRecordingException cause) {
        super(cause.getMessage(), cause);
        this.recording = recording;
    }

    /** The one that cannot be read. */
    public Recording recording() {
        return recording;
    }
}

package dev.solera.media;

/** A recording that cannot be used because reading it would take more than somebody allows. */
public final class TooLargeRecordingException extends UnreadableRecordingException {

    public TooLargeRecordingException(String cause) {
        super(cause);
    }
}

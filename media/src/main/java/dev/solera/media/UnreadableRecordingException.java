package dev.solera.media;

/** One recording that cannot be used, and why, in words that follow its name: "holds no audio". */
public sealed class UnreadableRecordingException extends Exception permits TooLargeRecordingException {

    public UnreadableRecordingException(String cause) {
        super(cause);
    }

    public UnreadableRecordingException(String cause, Throwable e) {
        super(cause, e);
    }
}

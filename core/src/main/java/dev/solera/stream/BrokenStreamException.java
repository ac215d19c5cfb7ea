package dev.solera.stream;

/** A stream that is not what its producer sent: a gap that nothing explains, or counts that do not match. */
public final class BrokenStreamException extends IllegalStateException {

    public BrokenStreamException(String message) {
        super(message);
    }

    public BrokenStreamException(String message, Throwable cause) {
        super(message, cause);
    }
}

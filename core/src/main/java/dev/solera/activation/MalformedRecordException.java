package dev.solera.activation;

/** Bytes that are not what they have to be: the message names the part, what it is and what is allowed. */
public final class MalformedRecordException extends IllegalArgumentException {

    public MalformedRecordException(String message) {
        super(message);
    }

    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * @param part of the record
     * @param value what it is
     * @param allowed what it may be
     */
    public static MalformedRecordException of(String part, Object value, String allowed) {
        return new MalformedRecordException("%s is %s; allowed: %s".formatted(part, value, allowed));
    }
}

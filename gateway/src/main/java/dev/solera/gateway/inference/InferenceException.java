package dev.solera.gateway.inference;

import io.grpc.Status;
import org.springframework.http.HttpStatus;

/** A request that is refused: its message names what is wrong with it, and what is allowed. */
public final class InferenceException extends RuntimeException {

    /** Why, as both protocols have it. */
    public enum Cause {
        /** The request can be answered by nobody. */
        INVALID(HttpStatus.BAD_REQUEST, Status.Code.INVALID_ARGUMENT),
        /** There is no such model, or not in this version. */
        NOT_FOUND(HttpStatus.NOT_FOUND, Status.Code.NOT_FOUND),
        /** There is more of it than is taken. */
        TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, Status.Code.RESOURCE_EXHAUSTED),
        /** It did not arrive in time. */
        TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, Status.Code.DEADLINE_EXCEEDED),
        /** It is packed in a way that is not known here. */
        UNKNOWN_ENCODING(HttpStatus.UNSUPPORTED_MEDIA_TYPE, Status.Code.INVALID_ARGUMENT),
        /** What it asks for is not served. */
        NOT_SERVED(HttpStatus.NOT_IMPLEMENTED, Status.Code.UNIMPLEMENTED),
        /** Later it may be answered. */
        NOT_NOW(HttpStatus.SERVICE_UNAVAILABLE, Status.Code.UNAVAILABLE),
        /** The model has failed. */
        FAILED(HttpStatus.INTERNAL_SERVER_ERROR, Status.Code.INTERNAL);

        private final HttpStatus http;
        private final Status.Code grpc;

        Cause(HttpStatus http, Status.Code grpc) {
            this.http = http;
            this.grpc = grpc;
        }

        public HttpStatus http() {
            return http;
        }

        Status grpc(String message) {
            return grpc.toStatus().withDescription(message);
        }
    }

    private final transient Cause reason;

    public InferenceException(Cause reason, String message) {
        super(message);
        this.reason = reason;
    }

    InferenceException(Cause reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    static InferenceException invalid(String what, Object value, String allowed) {
        return new InferenceException(Cause.INVALID, "%s is %s; allowed: %s".formatted(what, value, allowed));
    }

    static InferenceException notServed(String what) {
        return new InferenceException(Cause.NOT_SERVED, what + " is not served here");
    }

    public Cause reason() {
        return reason;
    }
}

package dev.solera.gateway.upload;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** A file that is refused: its reason names what is wrong with it, and what is allowed. */
public final class UploadRefusedException extends ResponseStatusException {

    /** Seconds after which it is worth another try. */
    private static final String SOON = "2";

    private UploadRefusedException(HttpStatus status, String reason) {
        super(status, reason);
    }

    /** Nobody can make anything of it. */
    public static UploadRefusedException invalid(String what, Object value, String allowed) {
        return unusable("%s is %s; allowed: %s".formatted(what, value, allowed));
    }

    static UploadRefusedException unusable(String cause) {
        return new UploadRefusedException(HttpStatus.BAD_REQUEST, cause);
    }

    static UploadRefusedException tooLarge(String what, Object value, String allowed) {
        return tooLarge("%s is %s; allowed: %s".formatted(what, value, allowed));
    }

    static UploadRefusedException tooLarge(String cause) {
        return new UploadRefusedException(HttpStatus.CONTENT_TOO_LARGE, cause);
    }

    static UploadRefusedException tooSlow(Object allowed) {
        return new UploadRefusedException(
                HttpStatus.REQUEST_TIMEOUT, "the file takes longer to arrive; allowed: %s".formatted(allowed));
    }

    /** Later it may be answered. */
    public static UploadRefusedException notNow(String cause) {
        return new UploadRefusedException(HttpStatus.SERVICE_UNAVAILABLE, cause);
    }

    @Override
    public HttpHeaders getHeaders() {
        HttpHeaders headers = new HttpHeaders();
        if (getStatusCode() == HttpStatus.SERVICE_UNAVAILABLE) {
            headers.set(HttpHeaders.RETRY_AFTER, SOON);
        }
        return headers;
    }
}

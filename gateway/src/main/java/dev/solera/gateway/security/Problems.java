package dev.solera.gateway.security;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.json.JsonMapper;

/** Refusals as problem details (RFC 9457): {@code application/problem+json} with a detail that says what is allowed. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** Refuses from a filter, which no controller stands behind. */
    void write(HttpServletResponse response, HttpStatus status, String detail) throws IOException {
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), ProblemDetail.forStatusAndDetail(status, detail));
    }
}

package dev.solera.gateway.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.databind.json.JsonMapper;

/** Refusals as problem details (RFC 9457): {@code application/problem+json} with a detail that says what is allowed. */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {

    private static final String INFERENCE = "/v2";

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    /** Refuses from a filter, which no controller stands behind; clients of the inference protocol read a form of their own. */
    void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
            throws IOException {
        boolean protocol = request.getServletPath().startsWith(INFERENCE);
        response.setStatus(status.value());
        response.setContentType(protocol ? MediaType.APPLICATION_JSON_VALUE : MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(
                response.getOutputStream(),
                protocol ? Map.of("error", detail) : ProblemDetail.forStatusAndDetail(status, detail));
    }
}

package dev.solera.gateway.inference;

import dev.solera.gateway.inference.InferenceException.Cause;
import dev.solera.gateway.model.LoadedStack;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The Open Inference Protocol over REST: {@code /v2}. The protocol describes itself; the gateway's own description leaves it out. */
@RestController
@Hidden
@RequestMapping("/v2")
class InferenceController {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceController.class);

    private final Inference inference;
    private final ProtocolViews views;
    private final Bodies bodies;
    private final HttpAnswers answers;

    InferenceController(Inference inference, ProtocolViews views, Bodies bodies, HttpAnswers answers) {
        this.inference = inference;
        this.views = views;
        this.bodies = bodies;
        this.answers = answers;
    }

    @GetMapping
    void server(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(request, response, views.server());
    }

    @GetMapping("/health/live")
    void live(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(request, response, Map.of("live", true));
    }

    /** Clients read either of both. */
    @GetMapping("/health/ready")
    void ready(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!inference.isReady()) {
            throw new InferenceException(Cause.NOT_NOW, "no snapshot of the modules has come yet");
        }
        answers.write(request, response, Map.of("ready", true, "live", true));
    }

    @GetMapping({"/models/{model}", "/models/{model}/versions/{version}"})
    void model(
            @PathVariable String model,
            @PathVariable Optional<String> version,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        answers.write(request, response, views.metadata(inference.describe(model, version)));
    }

    @GetMapping({"/models/{model}/ready", "/models/{model}/versions/{version}/ready"})
    void modelReady(
            @PathVariable String model,
            @PathVariable Optional<String> version,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        ModelDescription there = inference.describe(model, version);
        answers.write(request, response, Map.of("name", there.name(), "ready", true));
    }

    @GetMapping({"/models/{model}/config", "/models/{model}/versions/{version}/config"})
    void config(
            @PathVariable String model,
            @PathVariable Optional<String> version,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        answers.write(request, response, views.config(inference.describe(model, version)));
    }

    @GetMapping({"/models/{model}/stats", "/models/{model}/versions/{version}/stats"})
    void statistics(
            @PathVariable String model,
            @PathVariable Optional<String> version,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        answers.write(request, response, views.statistics(List.of(inference.describe(model, version))));
    }

    @GetMapping("/models/stats")
    void statistics(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(request, response, views.statistics(inference.all()));
    }

    @PostMapping("/repository/index")
    void index(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(request, response, views.index(inference.all()));
    }

    @PostMapping({"/models/{model}/infer", "/models/{model}/versions/{version}/infer"})
    void infer(
            @PathVariable String model,
            @PathVariable Optional<String> version,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        String packing = Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_ENCODING))
                .orElse("");
        try (Bodies.Body body = bodies.read(request.getInputStream(), request.getContentLengthLong(), packing)) {
            Optional<Integer> length = headerLength(request, body.bytes().length);
            InferenceAnswer answer = inference.infer(model, version, body.claim(), stack -> call(body, length, stack));
            answers.write(request, response, answer);
        }
    }

    private static InferenceCall call(Bodies.Body body, Optional<Integer> length, LoadedStack stack) {
        boolean raw = length.isPresent() && length.get() == 0;
        return raw
                ? rawCall(body, stack)
                : JsonCalls.read(body.bytes(), length.orElse(body.bytes().length), body.claim());
    }

    /** No JSON at all: the samples of one recording, or of whole pictures. */
    private static InferenceCall rawCall(Bodies.Body body, LoadedStack stack) {
        String name = stack.input().name();
        body.claim().take(body.bytes().length);
        TensorData data = Datatype.FP32.decode(name, ByteBuffer.wrap(body.bytes()));
        List<Long> shape = RawShapes.of(stack.input(), data.size());
        return new InferenceCall("", List.of(new InputTensor(name, shape, data)), List.of(), true);
    }

    private static Optional<Integer> headerLength(HttpServletRequest request, int bytes) {
        String given = request.getHeader(HttpAnswers.HEADER_LENGTH);
        if (given == null) {
            return Optional.empty();
        }
        if (!given.matches("\\d{1,9}")) {
            throw InferenceException.invalid(HttpAnswers.HEADER_LENGTH, given, "0 to " + bytes);
        }
        return Optional.of(Integer.parseInt(given));
    }

    /** All that clients may ask for and that is not there, whatever the method. */
    @RequestMapping("/**")
    void other(HttpServletRequest request) {
        String path = request.getRequestURI();
        if (path.matches(
                ".*/(load|unload|trace/setting|logging|sharedmemory/.*|systemsharedmemory/.*|cudasharedmemory/.*)")) {
            throw InferenceException.notServed(request.getMethod() + " " + path);
        }
        throw new InferenceException(
                Cause.NOT_FOUND,
                "%s %s is nothing that is served; allowed: what the Open Inference Protocol has"
                        .formatted(request.getMethod(), path));
    }

    @ExceptionHandler
    void refuse(InferenceException e, HttpServletResponse response) throws IOException {
        if (e.reason() == Cause.FAILED) {
            LOG.error("inference failed", e);
        }
        answers.refuse(response, e.reason().http().value(), e.getMessage());
    }

    /** What nobody has thought of; clients read this form alone. */
    @ExceptionHandler
    void fail(RuntimeException e, HttpServletResponse response) throws IOException {
        LOG.error("call failed", e);
        answers.refuse(response, Cause.FAILED.http().value(), "the gateway failed");
    }
}

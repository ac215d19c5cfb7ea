package dev.solera.gateway.inference;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.springframework.http.HttpHeaders;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes what REST answers: JSON, with binary data behind it where that is wanted, packed where the client can unpack. */
final class HttpAnswers {

    static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    private static final String JSON_TYPE = "application/json";
    private static final String BINARY_TYPE = "application/octet-stream";

    /** What is shorter gets longer by being packed, or not shorter by much. */
    private static final int WORTH_PACKING = 1024;

    private static final int VALUES_AT_ONCE = 1 << 14;

    private final JsonMapper json;

    HttpAnswers(JsonMapper json) {
        this.json = json;
    }

    /** It goes out as it is made: in JSON it is several times as long as what the request has claimed for it. */
    void write(HttpServletRequest request, HttpServletResponse response, InferenceAnswer answer) throws IOException {
        int bytes = answer.values().length * Float.BYTES;
        String packing = announced(request, response, answer.binary() ? BINARY_TYPE : JSON_TYPE, bytes);
        if (!answer.binary()) {
            try (JsonGenerator generator = json.createGenerator(packed(response, packing))) {
                write(generator, answer);
            } catch (JacksonIOException e) {
                throw e.getCause(); // a client that goes away is no failure of the gateway
            }
            return;
        }
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try (JsonGenerator generator = json.createGenerator(head)) {
            write(generator, answer);
        }
        response.setHeader(HEADER_LENGTH, Integer.toString(head.size()));
        if (packing.isEmpty()) {
            response.setContentLength(Math.addExact(head.size(), bytes));
        }
        try (OutputStream out = packed(response, packing)) {
            head.writeTo(out);
            write(out, answer.values());
        }
    }

    private static void write(OutputStream out, float[] values) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(VALUES_AT_ONCE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < values.length; at += VALUES_AT_ONCE) {
            int count = Math.min(VALUES_AT_ONCE, values.length - at);
            block.asFloatBuffer().put(values, at, count);
            out.write(block.array(), 0, count * Float.BYTES);
        }
    }

    private static void write(JsonGenerator generator, InferenceAnswer answer) {
        generator
                .writeStartObject()
                .writeStringProperty("model_name", answer.model())
                .writeStringProperty("model_version", answer.version());
        if (!answer.id().isEmpty()) {
            generator.writeStringProperty("id", answer.id());
        }
        generator
                .writeArrayPropertyStart("outputs")
                .writeStartObject()
                .writeStringProperty("name", ModelDescription.EMBEDDING)
                .writeStringProperty("datatype", Datatype.FP32.name())
                .writeArrayPropertyStart("shape")
                .writeNumber(answer.count())
                .writeNumber(answer.channels())
                .writeEndArray();
        if (answer.binary()) {
            generator
                    .writeObjectPropertyStart("parameters")
                    .writeNumberProperty("binary_data_size", answer.values().length * Float.BYTES)
                    .writeEndObject();
        } else {
            generator.writeArrayPropertyStart("data");
            for (float value : answer.values()) {
                generator.writeNumber(value);
            }
            generator.writeEndArray();
        }
        generator.writeEndObject().writeEndArray().writeEndObject();
    }

    void write(HttpServletRequest request, HttpServletResponse response, Object body) throws IOException {
        write(request, response, JSON_TYPE, json.writeValueAsBytes(body));
    }

    /** The protocol's form of a refusal. */
    void refuse(HttpServletResponse response, int status, String message) throws IOException {
        ObjectNode body = json.createObjectNode().put("error", message);
        byte[] bytes = json.writeValueAsBytes(body);
        response.setStatus(status);
        response.setContentType(JSON_TYPE);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, String type, byte[] body)
            throws IOException {
        String packing = announced(request, response, type, body.length);
        if (packing.isEmpty()) {
            response.setContentLength(body.length);
        }
        try (OutputStream out = packed(response, packing)) {
            out.write(body);
        }
    }

    /** Sets the headers of an answer of about so many bytes; returns how it is to be packed, empty for not at all. */
    private static String announced(HttpServletRequest request, HttpServletResponse response, String type, int bytes) {
        String packing = bytes < WORTH_PACKING ? "" : packing(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        response.setContentType(type);
        if (!packing.isEmpty()) {
            response.setHeader(HttpHeaders.CONTENT_ENCODING, packing);
        }
        return packing;
    }

    private static OutputStream packed(HttpServletResponse response, String packing) throws IOException {
        OutputStream out = response.getOutputStream();
        return switch (packing) {
            case "gzip" -> new GZIPOutputStream(out);
            case "deflate" -> new DeflaterOutputStream(out);
            default -> out;
        };
    }

    /** The first that the client names and that is known here, unless it says that it wants it not at all. */
    private static String packing(String accepted) {
        if (accepted == null) {
            return "";
        }
        for (String one : accepted.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = one.strip().split("\\s*;\\s*");
            boolean refused = parts.length > 1 && parts[1].matches("q=0(\\.0*)?");
            if (!refused && (parts[0].equals("gzip") || parts[0].equals("deflate"))) {
                return parts[0];
            }
        }
        return "";
    }
}

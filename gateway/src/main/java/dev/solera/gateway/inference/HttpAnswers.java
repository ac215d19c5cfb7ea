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
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes what REST answers: JSON, with binary data behind it where that is wanted, packed where the client can unpack. */
final class HttpAnswers {

    static final String HEADER_LENGTH = "Inference-Header-Content-Length";

    private static final String JSON_TYPE = "application/json";
    private static final String BINARY_TYPE = "application/octet-stream";

    /** What is shorter gets longer by being packed, or not shorter by much. */
    private static final int WORTH_PACKING = 1024;

    private final JsonMapper json;

    HttpAnswers(JsonMapper json) {
        this.json = json;
    }

    void write(HttpServletRequest request, HttpServletResponse response, InferenceAnswer answer) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator generator = json.createGenerator(body)) {
            head(generator, answer);
            generator.writeEndArray().writeEndObject();
        }
        if (answer.binary()) {
            response.setHeader(HEADER_LENGTH, Integer.toString(body.size()));
            ByteBuffer values =
                    ByteBuffer.allocate(answer.values().length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            values.asFloatBuffer().put(answer.values());
            body.write(values.array());
        }
        write(request, response, answer.binary() ? BINARY_TYPE : JSON_TYPE, body.toByteArray());
    }

    private static void head(JsonGenerator generator, InferenceAnswer answer) {
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
        generator.writeEndObject();
    }

    void write(HttpServletRequest request, HttpServletResponse response, Object body) throws IOException {
        write(request, response, JSON_TYPE, json.writeValueAsBytes(body));
    }

    /** The protocol's form of a refusal. */
    void refuse(HttpServletResponse response, int status, String message) throws IOException {
        ObjectNode body = json.createObjectNode().put("error", message);
        byte[] bytes = json.writeValueAsBytes(body);
        response.setStatus(status);
        send(response, JSON_TYPE, bytes);
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, String type, byte[] body)
            throws IOException {
        String packing = body.length < WORTH_PACKING ? "" : packing(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (packing.isEmpty()) {
            send(response, type, body);
            return;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out =
                packing.equals("gzip") ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
            out.write(body);
        }
        response.setHeader(HttpHeaders.CONTENT_ENCODING, packing);
        send(response, type, packed.toByteArray());
    }

    private static void send(HttpServletResponse response, String type, byte[] body) throws IOException {
        response.setContentType(type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
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

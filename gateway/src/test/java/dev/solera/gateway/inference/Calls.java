package dev.solera.gateway.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Calls as clients make them. */
final class Calls {

    private Calls() {}

    static String json(float[] clip) {
        StringBuilder data = new StringBuilder();
        for (float value : clip) {
            data.append(data.isEmpty() ? "" : ",").append(value);
        }
        return """
                {"id": "7", "inputs": [{"name": "audio", "datatype": "FP32", "shape": [1, 1, %d], "data": [%s]}]}
                """.formatted(clip.length, data);
    }

    static byte[] bytes(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    static float[] floats(byte[] bytes, int from) {
        ByteBuffer data = ByteBuffer.wrap(bytes, from, bytes.length - from).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[data.remaining() / Float.BYTES];
        data.asFloatBuffer().get(values);
        return values;
    }

    static float[] floats(JsonNode list) {
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).floatValue();
        }
        return values;
    }

    static byte[] joined(String head, byte[] data) {
        byte[] json = head.getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(json, json.length + data.length);
        System.arraycopy(data, 0, all, json.length, data.length);
        return all;
    }

    static String head(int samples, int bytes, String parameters) {
        return String.format(
                Locale.ROOT,
                "{\"inputs\":[{\"name\":\"audio\",\"datatype\":\"FP32\",\"shape\":[1,1,%d],"
                        + "\"parameters\":{\"binary_data_size\":%d}}]%s}",
                samples,
                bytes,
                parameters);
    }
}

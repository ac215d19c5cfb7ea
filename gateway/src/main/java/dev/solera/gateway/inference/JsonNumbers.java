package dev.solera.gateway.inference;

import java.util.Arrays;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Numbers of a JSON list, row-major, whether it is flat or nested. */
final class JsonNumbers {

    private static final int AT_FIRST = 1024;

    private JsonNumbers() {}

    /** @param parser at the list's beginning; afterwards at its end */
    static TensorData read(JsonParser parser, String tensor, Datatype type) {
        return type == Datatype.FP32
                ? new TensorData.Floats(floats(parser, tensor))
                : new TensorData.Longs(longs(parser, tensor));
    }

    private static float[] floats(JsonParser parser, String tensor) {
        float[] values = new float[AT_FIRST];
        int count = 0;
        for (int depth = 1; depth > 0; ) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
                if (count == values.length) {
                    values = Arrays.copyOf(values, 2 * count);
                }
                values[count++] = parser.getFloatValue();
            } else {
                depth += nesting(token, tensor);
            }
        }
        return Arrays.copyOf(values, count);
    }

    private static long[] longs(JsonParser parser, String tensor) {
        long[] values = new long[AT_FIRST];
        int count = 0;
        for (int depth = 1; depth > 0; ) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.VALUE_NUMBER_INT) {
                if (count == values.length) {
                    values = Arrays.copyOf(values, 2 * count);
                }
                values[count++] = parser.getLongValue();
            } else {
                depth += nesting(token, tensor);
            }
        }
        return Arrays.copyOf(values, count);
    }

    private static int nesting(JsonToken token, String tensor) {
        if (token == JsonToken.START_ARRAY) {
            return 1;
        }
        JsonCalls.require(token, JsonToken.END_ARRAY, "an element of " + tensor, "a number of its datatype");
        return -1;
    }
}

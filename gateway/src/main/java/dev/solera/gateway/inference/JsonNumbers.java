package dev.solera.gateway.inference;

import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Numbers of a JSON list, row-major, whether it is flat or nested. Memory is taken for as many as there are to be, and for no more. */
final class JsonNumbers {

    private JsonNumbers() {}

    /**
     * @param parser at the list's beginning; afterwards at its end
     * @param most elements that the JSON from there on can hold
     * @throws InferenceException where they are more or fewer than the shape says, or too many for what is free
     */
    static TensorData read(
            JsonParser parser, String tensor, Datatype type, List<Long> shape, int most, InFlight.Claim claim) {
        long wanted = InputTensor.elements(tensor, shape);
        int room = (int) Math.min(wanted, most);
        claim.take((long) room * type.bytes());
        boolean whole = type == Datatype.INT64;
        float[] floats = new float[whole ? 0 : room];
        long[] longs = new long[whole ? room : 0];
        int count = 0;
        for (int depth = 1; depth > 0; ) {
            JsonToken token = parser.nextToken();
            if (token != JsonToken.VALUE_NUMBER_INT && (whole || token != JsonToken.VALUE_NUMBER_FLOAT)) {
                depth += nesting(token, tensor);
                continue;
            }
            if (count < room && whole) {
                longs[count] = parser.getLongValue();
            } else if (count < room) {
                floats[count] = parser.getFloatValue();
            }
            count++;
        }
        InputTensor.requireElements(tensor, shape, count);
        return whole ? new TensorData.Longs(longs) : new TensorData.Floats(floats);
    }

    private static int nesting(JsonToken token, String tensor) {
        if (token == JsonToken.START_ARRAY) {
            return 1;
        }
        JsonCalls.require(token, JsonToken.END_ARRAY, "an element of " + tensor, "a number of its datatype");
        return -1;
    }
}

package dev.solera.gateway.inference;

import dev.solera.gateway.inference.InferenceCall.RequestedOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads calls as REST has them: JSON, with the data of some tensors behind it, in the order of the inputs, where the client says
 * how long the JSON is.
 */
final class JsonCalls {

    private static final int DEEPEST = 64;
    private static final int LONGEST_TEXT = 1 << 16;

    /** Of all objects of a call: names are remembered while it is read. */
    private static final int MOST_MEMBERS = 1024;

    private static final int MOST_AXES = 8;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .maxNameLength(LONGEST_TEXT)
                            .build())
                    .build())
            .build();

    private final byte[] body;
    private final int length;
    private final ByteBuffer binary;
    private final InFlight.Claim claim;

    private int members;
    private String id = "";
    private final List<InputTensor> inputs = new ArrayList<>();
    private final List<RequestedOutput> outputs = new ArrayList<>();
    private boolean binaryOutputs;

    private JsonCalls(byte[] body, int length, InFlight.Claim claim) {
        this.body = body;
        this.length = length;
        this.binary = ByteBuffer.wrap(body, length, body.length - length);
        this.claim = claim;
    }

    /**
     * @param body unpacked
     * @param length bytes of its JSON, which comes first
     * @param claim of the request, which takes what its tensors need
     * @throws InferenceException where it is no call
     */
    static InferenceCall read(byte[] body, int length, InFlight.Claim claim) {
        if (length > body.length) {
            throw InferenceException.invalid(
                    "Inference-Header-Content-Length",
                    length,
                    "at most %d, the bytes of the body".formatted(body.length));
        }
        return new JsonCalls(body, length, claim).read();
    }

    private InferenceCall read() {
        try (JsonParser parser = JSON.createParser(body, 0, length)) {
            require(parser.nextToken(), JsonToken.START_OBJECT, "body", "a JSON object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                member(parser);
            }
            if (parser.nextToken() != null) {
                throw InferenceException.invalid("body", "followed by more JSON", "one object");
            }
        } catch (JacksonException e) {
            throw new InferenceException(
                    InferenceException.Cause.INVALID, "body is no JSON: " + e.getOriginalMessage(), e);
        }
        if (binary.hasRemaining()) {
            throw InferenceException.invalid(
                    "body", "longer by %d bytes than its inputs".formatted(binary.remaining()), "their data alone");
        }
        return new InferenceCall(id, inputs, outputs, binaryOutputs);
    }

    private void member(JsonParser parser) {
        String name = name(parser);
        JsonToken value = parser.nextToken();
        switch (name) {
            case "id" -> id = text(parser, "id");
            case "inputs" -> {
                require(value, JsonToken.START_ARRAY, "inputs", "a list");
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    inputs.add(new JsonInput(parser).read());
                }
            }
            case "outputs" -> {
                require(value, JsonToken.START_ARRAY, "outputs", "a list");
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    outputs.add(output(parser));
                }
            }
            case "parameters" -> {
                Parameters parameters = new Parameters();
                parameters.read(parser);
                binaryOutputs = parameters.binaryOutputs;
            }
            default -> skip(parser);
        }
    }

    private String name(JsonParser parser) {
        if (++members > MOST_MEMBERS) {
            throw InferenceException.invalid(
                    "members of the body", "more", MOST_MEMBERS + " at most, of all its objects");
        }
        return parser.currentName();
    }

    /** A value that nobody wants. */
    private void skip(JsonParser parser) {
        int depth = 0;
        for (JsonToken token = parser.currentToken(); ; token = parser.nextToken()) {
            if (token == JsonToken.PROPERTY_NAME) {
                name(parser);
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            if (depth == 0) {
                return;
            }
        }
    }

    private RequestedOutput output(JsonParser parser) {
        require(parser.currentToken(), JsonToken.START_OBJECT, "output", "an object");
        Optional<String> name = Optional.empty();
        Parameters parameters = new Parameters();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = name(parser);
            parser.nextToken();
            switch (member) {
                case "name" -> name = Optional.of(text(parser, "name of an output"));
                case "parameters" -> parameters.read(parser);
                default -> skip(parser);
            }
        }
        return new RequestedOutput(
                name.orElseThrow(() -> InferenceException.invalid("name of an output", "missing", "a text")),
                parameters.binary);
    }

    /** What is said of a request, an input or an output, as far as it matters here. */
    private final class Parameters {

        private Optional<Boolean> binary = Optional.empty();
        private boolean binaryOutputs;
        private Optional<Integer> size = Optional.empty();

        void read(JsonParser parser) {
            require(parser.currentToken(), JsonToken.START_OBJECT, "parameters", "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = name(parser);
                parser.nextToken();
                switch (name) {
                    case "binary_data" -> binary = Optional.of(flag(parser, name));
                    case "binary_data_output" -> binaryOutputs = flag(parser, name);
                    case "binary_data_size" -> size = Optional.of(count(parser, name));
                    case "classification" -> throw InferenceException.notServed("classification of an output");
                    case "shared_memory_region" -> throw InferenceException.notServed("shared memory");
                    default -> skip(parser);
                }
            }
        }
    }

    /** One input in the making: what its data has to be may come behind it, which then is read once that is known. */
    private final class JsonInput {

        private final JsonParser parser;
        private Optional<String> name = Optional.empty();
        private Optional<String> type = Optional.empty();
        private Optional<List<Long>> shape = Optional.empty();
        private Optional<TensorData> data = Optional.empty();
        private final Parameters parameters = new Parameters();
        private int begin = -1;
        private int end;

        JsonInput(JsonParser parser) {
            this.parser = parser;
        }

        InputTensor read() {
            require(parser.currentToken(), JsonToken.START_OBJECT, "input", "an object");
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String member = name(parser);
                parser.nextToken();
                switch (member) {
                    case "name" -> name = Optional.of(text(parser, "name of an input"));
                    case "datatype" -> type = Optional.of(text(parser, "datatype of " + name.orElse("an input")));
                    case "shape" -> shape = Optional.of(shape());
                    case "parameters" -> parameters.read(parser);
                    case "data" -> data();
                    default -> skip(parser);
                }
            }
            String called = name.orElseThrow(() -> InferenceException.invalid("name of an input", "missing", "a text"));
            Datatype datatype = Datatype.parse(called, type.orElse("missing"));
            List<Long> sizes = shape.orElseThrow(
                    () -> InferenceException.invalid("shape of " + called, "missing", "a list of sizes"));
            return new InputTensor(called, sizes, found(called, datatype, sizes));
        }

        private void data() {
            require(parser.currentToken(), JsonToken.START_ARRAY, "data of " + name.orElse("an input"), "a list");
            if (name.isPresent() && type.isPresent() && shape.isPresent()) {
                data = Optional.of(JsonNumbers.read(
                        parser,
                        name.get(),
                        Datatype.parse(name.get(), type.get()),
                        shape.get(),
                        elementsIn(length - (int) parser.currentLocation().getByteOffset()),
                        claim));
            } else {
                begin = (int) parser.currentTokenLocation().getByteOffset();
                skip(parser);
                end = (int) parser.currentLocation().getByteOffset();
            }
        }

        /** Each takes a digit, and a comma or the list's end. */
        private static int elementsIn(int bytes) {
            return bytes / 2 + 1;
        }

        private TensorData found(String called, Datatype datatype, List<Long> sizes) {
            if (parameters.size.isPresent()) {
                if (data.isPresent() || begin >= 0) {
                    throw InferenceException.invalid("data of " + called, "in JSON and in binary", "one of both");
                }
                return behind(called, datatype, parameters.size.get());
            }
            if (data.isPresent()) {
                return data.get();
            }
            if (begin < 0) {
                throw InferenceException.invalid("data of " + called, "missing", "data, or binary_data_size");
            }
            try (JsonParser again = JSON.createParser(body, begin, end - begin)) {
                again.nextToken();
                return JsonNumbers.read(again, called, datatype, sizes, elementsIn(end - begin), claim);
            }
        }

        private TensorData behind(String called, Datatype datatype, int bytes) {
            if (bytes > binary.remaining()) {
                throw InferenceException.invalid(
                        "binary_data_size of " + called,
                        bytes,
                        "at most %d, which the body has left behind its JSON".formatted(binary.remaining()));
            }
            claim.take(bytes);
            ByteBuffer slice = binary.slice(binary.position(), bytes);
            binary.position(binary.position() + bytes);
            return datatype.decode(called, slice);
        }

        private List<Long> shape() {
            String called = "shape of " + name.orElse("an input");
            require(parser.currentToken(), JsonToken.START_ARRAY, called, "a list of sizes");
            List<Long> sizes = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                require(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, called, "a list of sizes");
                if (sizes.size() == MOST_AXES) {
                    throw InferenceException.invalid(called, "longer", MOST_AXES + " axes at most");
                }
                sizes.add(parser.getLongValue());
            }
            return sizes;
        }
    }

    private static String text(JsonParser parser, String what) {
        require(parser.currentToken(), JsonToken.VALUE_STRING, what, "a text");
        return parser.getString();
    }

    private static boolean flag(JsonParser parser, String what) {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw InferenceException.invalid(what, found(token), "true, false");
        }
        return parser.getBooleanValue();
    }

    private static int count(JsonParser parser, String what) {
        require(parser.currentToken(), JsonToken.VALUE_NUMBER_INT, what, "a number of bytes");
        long value = parser.getLongValue();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw InferenceException.invalid(what, value, "0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    static void require(JsonToken found, JsonToken wanted, String what, String allowed) {
        if (found != wanted) {
            throw InferenceException.invalid(what, found(found), allowed);
        }
    }

    private static String found(JsonToken token) {
        if (token == null) {
            return "missing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "another number";
            default -> "missing";
        };
    }
}

package dev.solera.service.event;

import dev.solera.activation.MalformedRecordException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Commands as the control topic has them: JSON, of which keys that are not known are left alone. */
final class CommandJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private CommandJson() {}

    static String write(Record command) {
        return JSON.writeValueAsString(command);
    }

    /** @throws MalformedRecordException where it is no command of this kind */
    static <T> T read(String word, Class<T> kind) {
        try {
            T command = JSON.readValue(word, kind);
            if (command == null) {
                throw MalformedRecordException.of("command", word, "a JSON object");
            }
            return command;
        } catch (JacksonException e) {
            throw new MalformedRecordException("command cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}

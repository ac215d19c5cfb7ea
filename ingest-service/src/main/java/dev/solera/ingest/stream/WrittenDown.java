package dev.solera.ingest.stream;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** How ingest writes down where it stands in a topic, for itself to read after it has died. */
final class WrittenDown {

    private static final JsonMapper JSON = JsonMapper.shared();

    private WrittenDown() {}

    static String text(Object note) {
        return JSON.writeValueAsString(note);
    }

    /**
     * @param what it is, in words that stand before its text
     * @throws IllegalStateException where it is no such thing
     */
    static <T> T parse(String text, Class<T> type, String what) {
        try {
            return JSON.readValue(text, type);
        } catch (JacksonException e) {
            throw new IllegalStateException("%s is %s; allowed: what ingest wrote".formatted(what, text), e);
        }
    }
}

package dev.solera.stream;

import dev.solera.activation.MalformedRecordException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The bounds on what an event holds: texts for people are cut, names that others compare are refused where too long. */
final class Brief {

    /** Characters of a text, and of one that is an entry of a list. */
    private static final int TEXT = 2000;

    private static final int ENTRY = 400;
    private static final String CUT = " ...";

    private Brief() {}

    /** A text for people. */
    static String text(String text) {
        return cut(text, TEXT);
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - CUT.length();
        // Half of a surrogate pair cannot be encoded.
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** The first of many texts by name. */
    static Map<String, String> first(Map<String, String> all, int most) {
        Map<String, String> first = new LinkedHashMap<>();
        all.entrySet().stream()
                .limit(most)
                .forEach(entry -> first.put(cut(entry.getKey(), ENTRY), cut(entry.getValue(), ENTRY)));
        return Collections.unmodifiableMap(first);
    }

    /** @throws MalformedRecordException where it is longer than names are */
    static String name(String what, String name) {
        if (name.length() > RecordLimits.MOST_NAME_CHARACTERS) {
            throw MalformedRecordException.of(
                    what, cut(name, ENTRY), "up to %d characters".formatted(RecordLimits.MOST_NAME_CHARACTERS));
        }
        return name;
    }

    /** @throws MalformedRecordException where there are more, or a name is longer than names are */
    static <T> Map<String, T> table(String what, Map<String, T> entries, int most) {
        if (entries.size() > most) {
            throw MalformedRecordException.of(what, entries.size(), "up to %d".formatted(most));
        }
        entries.keySet().forEach(name -> name(what, name));
        return entries;
    }
}

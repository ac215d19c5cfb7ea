package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Values from a regular expression with named groups, found anywhere in the relative path; an empty one is not known. */
final class PatternLabelling implements Labelling {

    /** LibriSpeech's folders: speaker / chapter / speaker-chapter-utterance.flac. */
    static final String LIBRISPEECH = "(?:^|/)(?<speaker>\\d+)/(?<chapter>\\d+)/[^/]+$";

    private static final Pattern GROUP = Pattern.compile("(?<!\\\\)\\(\\?<([a-zA-Z][a-zA-Z0-9]*)>");

    private final Pattern pattern;
    private final List<String> groups;

    PatternLabelling(String expression) {
        try {
            pattern = Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new InvalidSourceException(
                    "labels is %s; allowed: %s (%s)".formatted(expression, ALLOWED, e.getDescription()), e);
        }
        groups =
                GROUP.matcher(expression).results().map(found -> found.group(1)).toList();
        if (groups.isEmpty()) {
            throw new InvalidSourceException(
                    "labels is %s; allowed: %s such as (?<speaker>\\w+)".formatted(expression, ALLOWED));
        }
    }

    @Override
    public Map<String, String> valuesOf(String name) {
        Matcher matcher = pattern.matcher(name);
        Map<String, String> values = new LinkedHashMap<>();
        if (matcher.find()) {
            for (String group : groups) {
                String value = matcher.group(group);
                if (value != null && !value.isEmpty()) {
                    values.put(group, value);
                }
            }
        }
        return values;
    }
}

package dev.solera.ingest.corpus;

import dev.solera.stream.RecordLimits;
import dev.solera.stream.TelemetryEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The labels of a corpus.
 *
 * @param classes class names by label; a class's number is its place in the list
 * @param frameLabels those of them that have a value a 10 ms frame instead of one a recording
 */
public record LabelSchema(Map<String, List<String>> classes, Set<String> frameLabels) {

    /** The class number that says that a label is not known. */
    public static final int UNKNOWN = -1;

    /** No labels: nothing to probe. */
    public static final LabelSchema NONE = new LabelSchema(Map.of(), Set.of());

    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    /** Whole numbers by value before everything else by its letters, so that 9 comes before 10. */
    private static final Comparator<String> BY_VALUE = Comparator.comparing((String value) -> !isNumber(value))
            .thenComparing(value -> isNumber(value) ? Long.parseLong(value) : 0L)
            .thenComparing(Comparator.naturalOrder());

    public LabelSchema {
        requireRoom(classes.keySet());
        Map<String, List<String>> copy = new LinkedHashMap<>();
        classes.forEach((label, names) -> copy.put(label, List.copyOf(names)));
        classes = Collections.unmodifiableMap(copy);
        frameLabels = Set.copyOf(frameLabels);
        if (!classes.keySet().containsAll(frameLabels)) {
            throw new IllegalArgumentException(
                    "frame labels are %s; allowed: of %s".formatted(frameLabels, classes.keySet()));
        }
    }

    /** Labels a recording, from the values of every recording; labels and classes in a fixed order. */
    public static LabelSchema ofRecordings(List<Map<String, String>> values) {
        Map<String, Set<String>> found = new TreeMap<>();
        for (Map<String, String> recording : values) {
            recording.forEach((label, value) ->
                    found.computeIfAbsent(label, any -> new TreeSet<>(BY_VALUE)).add(value));
        }
        Map<String, List<String>> classes = new LinkedHashMap<>();
        found.forEach((label, names) -> classes.put(label, new ArrayList<>(names)));
        return new LabelSchema(classes, Set.of());
    }

    /** The same with one label more, a value a frame. */
    public LabelSchema withFrameLabel(String label, List<String> names) {
        if (classes.containsKey(label)) {
            throw new InvalidSourceException(
                    "frame label is %s; allowed: a name that no label a recording has".formatted(label));
        }
        Map<String, List<String>> more = new LinkedHashMap<>(classes);
        more.put(label, names);
        Set<String> frames = new TreeSet<>(frameLabels);
        frames.add(label);
        return new LabelSchema(more, frames);
    }

    /** How many classes every label has, for who is told of a run. */
    public Map<String, TelemetryEvent.Label> summary() {
        Map<String, TelemetryEvent.Label> summary = new LinkedHashMap<>();
        classes.forEach((label, names) ->
                summary.put(label, new TelemetryEvent.Label(names.size(), frameLabels.contains(label))));
        return summary;
    }

    /**
     * What makes class numbers of what is known of one recording; values of labels that are not in the schema are left out.
     */
    public Function<Map<String, String>, Map<String, Integer>> numbering() {
        Map<String, Map<String, Integer>> places = new LinkedHashMap<>();
        classes.forEach((label, names) -> {
            Map<String, Integer> numbers = new HashMap<>();
            names.forEach(name -> numbers.put(name, numbers.size()));
            places.put(label, numbers);
        });
        return values -> {
            Map<String, Integer> numbers = new LinkedHashMap<>();
            values.forEach((label, value) -> Optional.ofNullable(
                            places.getOrDefault(label, Map.of()).get(value))
                    .ifPresent(number -> numbers.put(label, number)));
            return numbers;
        };
    }

    private static void requireRoom(Set<String> labels) {
        if (labels.size() > RecordLimits.MOST_LABELS) {
            throw new InvalidSourceException(
                    "labels are %d; allowed: %d at most".formatted(labels.size(), RecordLimits.MOST_LABELS));
        }
        for (String label : labels) {
            if (label.length() > RecordLimits.MOST_NAME_CHARACTERS) {
                throw new InvalidSourceException("label %s has a name of %d characters; allowed: %d at most"
                        .formatted(label, label.length(), RecordLimits.MOST_NAME_CHARACTERS));
            }
        }
    }

    private static boolean isNumber(String value) {
        return NUMBER.matcher(value).matches();
    }
}

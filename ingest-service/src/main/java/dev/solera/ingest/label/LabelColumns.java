package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which columns of a table are labels, and how it is to be read.
 *
 * @param labels the columns' names in the header by the label's name
 * @param file the column that names recordings; where empty, the one that names most
 * @param delimiter between fields; where empty, the one that the header has
 */
public record LabelColumns(Map<String, String> labels, Optional<String> file, Optional<Character> delimiter) {

    /** For labels that come from no table. */
    public static final LabelColumns NONE = new LabelColumns(Map.of(), Optional.empty(), Optional.empty());

    private static final String FILE = "file";
    private static final Pattern COLUMN = Pattern.compile("(?:(\\w+)=)?(.+)");
    private static final Pattern NAME = Pattern.compile("\\w+");
    private static final Map<String, Character> DELIMITERS = Map.of(
            "comma",
            ',',
            ",",
            ',',
            "semicolon",
            ';',
            ";",
            ';',
            "tab",
            '\t',
            "\t",
            '\t',
            "\\t",
            '\t',
            "pipe",
            '|',
            "|",
            '|');

    public LabelColumns {
        labels = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /**
     * @param columns names of the header, with commas between them; {@code NAME=COLUMN} gives a label another name, and
     *     {@code file=COLUMN} says where recordings are named
     * @param delimiter {@code comma}, {@code semicolon}, {@code tab} or {@code pipe}; empty to guess it
     */
    public static LabelColumns parse(String columns, String delimiter) {
        Map<String, String> labels = new LinkedHashMap<>();
        Optional<String> file = Optional.empty();
        for (String part : columns.isBlank() ? new String[0] : columns.split(",")) {
            Matcher matcher = COLUMN.matcher(part.strip());
            if (!matcher.matches()) {
                throw refused(columns, "has a column without a name");
            }
            String column = matcher.group(2).strip();
            String name = matcher.group(1) == null ? column : matcher.group(1);
            if (name.equals(FILE) && matcher.group(1) != null) {
                file = Optional.of(column);
            } else if (!NAME.matcher(name).matches()) {
                throw refused(columns, "has \"%s\", which is no name for a label".formatted(name));
            } else if (labels.put(name, column) != null) {
                throw refused(columns, "has %s twice".formatted(name));
            }
        }
        return new LabelColumns(labels, file, delimiter(delimiter));
    }

    private static Optional<Character> delimiter(String text) {
        String key = text.equals("\t") ? text : text.strip();
        if (!key.isEmpty() && !DELIMITERS.containsKey(key)) {
            throw new InvalidSourceException(
                    "label-delimiter is %s; allowed: comma, semicolon, tab or pipe".formatted(text));
        }
        return Optional.ofNullable(DELIMITERS.get(key));
    }

    private static InvalidSourceException refused(String columns, String what) {
        return new InvalidSourceException(
                "label-columns is %s, which %s; allowed: columns of the table's header, NAME=COLUMN with a name of letters, digits and _, file=COLUMN"
                        .formatted(columns, what));
    }

    /** @throws InvalidSourceException where columns are given though the labels come from no table */
    public void requireNone(String labels) {
        if (!equals(NONE)) {
            throw new InvalidSourceException(
                    "label-columns or label-delimiter are given with labels %s; allowed: with table:FILE"
                            .formatted(labels.isBlank() ? "none" : labels));
        }
    }
}

package dev.solera.ingest.label;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.FileName;
import dev.solera.ingest.file.RecordingNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Values from the columns of a table that has a row a recording; an empty field is not known. */
final class TableLabelling implements Labelling {

    private final LabelTable table;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final Map<String, LabelTable.Row> rows = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private TableLabelling(LabelTable table, LabelColumns labels, Set<String> others, RecordingNames names) {
        this.table = table;
        labels.labels().forEach((label, column) -> columns.put(label, table.column(column)));
        others.stream()
                .filter(other -> !columns.containsKey(other) && table.header().contains(other))
                .forEach(other -> columns.put(other, table.column(other)));
        int file = labels.file().map(table::column).orElseGet(() -> mostNaming(names));
        Tally surplus = new Tally();
        Tally again = new Tally();
        for (LabelTable.Row row : table.rows()) {
            String written = row.fields().get(file);
            List<String> found = written.isEmpty() ? List.of() : names.find(written);
            if (found.size() > 1) {
                throw new InvalidSourceException("%s names %s in line %d, which %s and %s are; allowed: relative paths"
                        .formatted(table.file(), written, row.line(), found.get(0), found.get(1)));
            }
            if (found.isEmpty()) {
                surplus.add("%s in line %d".formatted(written.isEmpty() ? "nothing" : written, row.line()));
            } else if (put(found.get(0), row)) {
                again.add("%s in line %d".formatted(written, row.line()));
            }
        }
        if (rows.isEmpty()) {
            throw new InvalidSourceException(
                    "%s names no recording in its column %s; allowed: relative paths or file names"
                            .formatted(table.file(), table.header().get(file)));
        }
        surplus.note("%,d of %,d rows of %s name no recording here, the first: %s");
        again.note("%,d of %,d rows of %s say again what one before them says, the first: %s");
        for (String label : columns.keySet()) {
            Tally empty = new Tally();
            rows.forEach((name, row) -> {
                if (value(row, label).isEmpty()) {
                    empty.add(name);
                }
            });
            empty.note("%,d of %,d rows of %s have an empty " + label + ", the first: %s");
        }
    }

    /**
     * @param labels columns that are labels, one or more
     * @param others columns that are needed besides, where there are such
     */
    static TableLabelling read(String file, LabelColumns labels, Set<String> others, RecordingNames names) {
        LabelTable table = LabelTable.read(FileName.path("labels table:FILE", file), labels.delimiter());
        if (labels.labels().isEmpty()) {
            throw new InvalidSourceException("label-columns are none with labels table:%s; allowed: one or more of %s"
                    .formatted(file, String.join(", ", table.header())));
        }
        return new TableLabelling(table, labels, others, names);
    }

    @Override
    public Map<String, String> valuesOf(String name) {
        Map<String, String> values = new LinkedHashMap<>();
        LabelTable.Row row = rows.get(name);
        if (row != null) {
            columns.keySet().stream()
                    .filter(label -> !value(row, label).isEmpty())
                    .forEach(label -> values.put(label, value(row, label)));
        }
        return values;
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** The column with most fields that recordings are called. */
    private int mostNaming(RecordingNames names) {
        return IntStream.range(0, table.header().size())
                .boxed()
                .max(Comparator.<Integer>comparingLong(column -> table.rows().stream()
                                .filter(row -> !row.fields().get(column).isEmpty())
                                .filter(row ->
                                        !names.find(row.fields().get(column)).isEmpty())
                                .count())
                        .thenComparing(Comparator.reverseOrder()))
                .orElseThrow();
    }

    /** @return whether the same was said before */
    private boolean put(String name, LabelTable.Row row) {
        LabelTable.Row before = rows.putIfAbsent(name, row);
        if (before == null) {
            return false;
        }
        for (String label : columns.keySet()) {
            if (!value(before, label).equals(value(row, label))) {
                throw new InvalidSourceException(
                        "%s gives %s two values of %s: %s in line %d and %s in line %d; allowed: one of them"
                                .formatted(
                                        table.file(),
                                        name,
                                        label,
                                        value(before, label),
                                        before.line(),
                                        value(row, label),
                                        row.line()));
            }
        }
        return true;
    }

    private String value(LabelTable.Row row, String label) {
        return row.fields().get(columns.get(label));
    }

    /** How often something was met, and what first. */
    private final class Tally {
        private int count;
        private String first = "";

        void add(String what) {
            first = count++ == 0 ? what : first;
        }

        void note(String sentence) {
            if (count > 0) {
                notes.add(sentence.formatted(
                        count, table.rows().size(), table.file().getFileName(), first));
            }
        }
    }
}

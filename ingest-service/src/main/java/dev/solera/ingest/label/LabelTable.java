package dev.solera.ingest.label;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.file.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A table of text with a header: comma-separated or the like, quoted as RFC 4180 has it, or with tabs and, where every line has
 * as many of them as the header, without any quoting, as corpora write it. Comments may stand before the header.
 *
 * @param header the columns' names
 * @param rows of as many fields each
 */
record LabelTable(Path file, List<String> header, List<Row> rows) {

    private static final List<Character> DELIMITERS = List.of('\t', ',', ';', '|');
    private static final char NO_QUOTE = '\0';

    /**
     * One row.
     *
     * @param line of the file, from 1
     * @param fields without the blanks around them
     */
    record Row(long line, List<String> fields) {}

    /** @param delimiter between fields; where empty, the one that the header has most of */
    static LabelTable read(Path file, Optional<Character> delimiter) {
        String text = TextFile.text(file);
        int begin = 0;
        long skipped = 0;
        while (begin < text.length() && isCommentOrBlank(lineAt(text, begin))) {
            int end = text.indexOf('\n', begin);
            begin = end < 0 ? text.length() : end + 1;
            skipped++;
        }
        if (begin == text.length()) {
            throw new InvalidSourceException("%s has no header; allowed: a line of column names".formatted(file));
        }
        String table = text.substring(begin);
        char between = delimiter.orElseGet(() -> mostOf(lineAt(table, 0)));
        List<Row> rows = parse(file, table, skipped, between);
        List<String> header = rows.get(0).fields();
        for (Row row : rows) {
            if (row.fields().size() != header.size()) {
                throw new InvalidSourceException("%s has %d fields in line %d; allowed: %d, as in its header %s"
                        .formatted(file, row.fields().size(), row.line(), header.size(), header));
            }
        }
        return new LabelTable(file, header, rows.subList(1, rows.size()));
    }

    /**
     * The place of a column.
     *
     * @throws InvalidSourceException where the header has no such column, or several
     */
    int column(String name) {
        int[] places = IntStream.range(0, header.size())
                .filter(place -> header.get(place).equals(name))
                .toArray();
        if (places.length != 1) {
            throw new InvalidSourceException("%s has %s column %s; allowed: %s"
                    .formatted(file, places.length == 0 ? "no" : "more than one", name, String.join(", ", header)));
        }
        return places[0];
    }

    private static List<Row> parse(Path file, String table, long skipped, char delimiter) {
        if (delimiter == '\t') {
            List<Row> plain = parse(file, table, skipped, delimiter, NO_QUOTE);
            if (plain.stream()
                    .allMatch(
                            row -> row.fields().size() == plain.get(0).fields().size())) {
                return plain.stream().map(LabelTable::unwrapped).toList();
            }
        }
        return parse(file, table, skipped, delimiter, '"');
    }

    private static List<Row> parse(Path file, String table, long skipped, char delimiter, char quote) {
        List<Row> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(delimiter)
                .quoteCharacter(quote)
                .allowUnclosedQuote(false)
                .trimWhitespacesAroundQuotes(quote != NO_QUOTE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(table)) {
            for (CsvRecord record : reader) {
                rows.add(new Row(
                        skipped + record.getStartingLineNumber(),
                        record.getFields().stream().map(String::strip).toList()));
            }
            return rows;
        } catch (CsvParseException e) {
            String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new InvalidSourceException(
                    "%s cannot be read behind line %d: %s; allowed: fields that are quoted whole or not at all"
                            .formatted(
                                    file,
                                    rows.isEmpty()
                                            ? skipped
                                            : rows.get(rows.size() - 1).line(),
                                    cause),
                    e);
        } catch (java.io.IOException e) {
            throw new IllegalStateException("text in memory has nothing to be closed", e);
        }
    }

    /** Fields of a table without quoting may still be quoted whole, by a spreadsheet. */
    private static Row unwrapped(Row row) {
        return new Row(
                row.line(),
                row.fields().stream()
                        .map(field -> field.length() >= 2 && field.startsWith("\"") && field.endsWith("\"")
                                ? field.substring(1, field.length() - 1).replace("\"\"", "\"")
                                : field)
                        .toList());
    }

    private static boolean isCommentOrBlank(String line) {
        return line.isBlank() || TextFile.isComment(line);
    }

    private static String lineAt(String text, int begin) {
        int end = text.indexOf('\n', begin);
        return text.substring(begin, end < 0 ? text.length() : end);
    }

    private static char mostOf(String header) {
        return DELIMITERS.stream()
                .max(java.util.Comparator.comparingLong(
                        delimiter -> header.chars().filter(c -> c == delimiter).count()))
                .orElseThrow();
    }
}

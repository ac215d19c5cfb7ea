package dev.solera.benchmarks.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What came of a run.
 *
 * @param records that there were
 * @param trained samples that every module was trained on
 * @param lost records that became no sample
 * @param twice samples of records that had become one before
 * @param unknown samples of no record
 * @param seconds that the run took
 * @param early live heap of each process after the first tenth, bytes
 * @param late the same after the last record
 */
public record StreamReport(
        long records,
        long trained,
        long lost,
        long twice,
        long unknown,
        double seconds,
        Map<String, Long> early,
        Map<String, Long> late) {

    /** By how many parts in a hundred memory may have grown. */
    private static final int PERCENT = 2;

    private static final String INGEST = "ingest";

    private boolean isFlat() {
        return 100 * (late.get(INGEST) - early.get(INGEST)) <= PERCENT * early.get(INGEST);
    }

    /** Whether nothing is lost, nothing came twice, and memory stayed flat. */
    public boolean holds() {
        return lost == 0 && twice == 0 && unknown == 0 && trained == records && isFlat();
    }

    /** For people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%,d records in %.0f s, %,.0f a second".formatted(records, seconds, records / seconds));
        lines.add("lost %,d, fed twice %,d, of no record %,d; trained on %,d".formatted(lost, twice, unknown, trained));
        late.forEach((process, bytes) ->
                lines.add("%-10s live heap %,11d bytes after a tenth, %,11d at the end: %+.2f %%"
                        .formatted(
                                process, early.get(process), bytes, 100 * ((double) bytes / early.get(process) - 1))));
        return lines;
    }
}

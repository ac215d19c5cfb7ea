package dev.solera.ingest.folder;

import dev.solera.ingest.corpus.InvalidSourceException;
import dev.solera.ingest.label.LabelColumns;
import java.time.Duration;
import java.util.Optional;

/**
 * How a folder of recordings is read.
 *
 * @param labels {@code none}, {@code folder}, {@code librispeech}, {@code kaldi}, {@code kaldi:DIR}, {@code table:FILE}, or a regular
 *     expression with named groups that is looked for in the relative path
 * @param columns of a table that are labels
 * @param heldOut {@code none}, {@code hash:FRACTION}, {@code list:FILE}, {@code last:N:GROUP}, or a condition on a group
 *     such as {@code index<5} or a share of its values such as {@code hash:0.1:speaker}, which then is no label to probe
 * @param frameLabels {@code NAME=FILE}: a label a 10 ms frame, from lines of recording, start, duration, label
 * @param cacheBytes decoded audio to keep in memory; a folder that fits is decoded whole at the start
 * @param longest a recording; what is longer is cut into pieces, each a recording of its own
 */
public record FolderSettings(
        String labels,
        LabelColumns columns,
        String heldOut,
        Optional<String> frameLabels,
        long cacheBytes,
        Duration longest) {

    /** Enough for an hour of speech at 16 kHz, whose first decoding takes seconds. */
    public static final long DEFAULT_CACHE_BYTES = 256L << 20;

    /** A recording is held in memory as a whole: 58 MB at 16 kHz. */
    public static final Duration DEFAULT_LONGEST = Duration.ofMinutes(15);

    private static final Duration LEAST = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofHours(1);

    public FolderSettings {
        if (longest.compareTo(LEAST) < 0 || longest.compareTo(MOST) > 0) {
            throw new InvalidSourceException("longest recording is %d s; allowed: %d to %d s"
                    .formatted(longest.toSeconds(), LEAST.toSeconds(), MOST.toSeconds()));
        }
        if (cacheBytes < 0) {
            throw new IllegalArgumentException("cache is %d bytes; allowed: 0 or more".formatted(cacheBytes));
        }
    }

    /** Labels from no table, the default cache and the default pieces. */
    public FolderSettings(String labels, String heldOut, Optional<String> frameLabels) {
        this(labels, LabelColumns.NONE, heldOut, frameLabels, DEFAULT_CACHE_BYTES, DEFAULT_LONGEST);
    }
}

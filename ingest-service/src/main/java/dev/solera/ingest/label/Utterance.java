package dev.solera.ingest.label;

import dev.solera.media.UnreadableRecordingException;
import java.util.Map;

/**
 * A stretch of a file that is a recording of its own.
 *
 * @param id what lists and label files call it
 * @param begin in seconds
 * @param end in seconds; infinite for the file's end
 * @param values of the groups that labels come from
 */
public record Utterance(String id, double begin, double end, Map<String, String> values) {

    /** How far behind the file's end an utterance may end, in seconds: Kaldi's tools cut it there too. */
    private static final double SLACK_SECONDS = 0.5;

    /** Shortest recording, in parts of a second. */
    private static final int SHORTEST = 100;

    /** Its name in the listing: as if the file were a folder of utterances, so that no file can have it. */
    public String nameIn(String file) {
        return file + "/" + id;
    }

    /**
     * The samples of a file that it has; times are rounded to the nearest.
     *
     * @param length of the file, in samples at the pipeline's rate
     * @param rate of the pipeline, Hz
     * @throws UnreadableRecordingException where it is no stretch of the file
     */
    public Extent within(String file, long length, int rate) throws UnreadableRecordingException {
        long from = Math.round(begin * rate);
        long to = Double.isInfinite(end) ? length : Math.round(end * rate);
        if (from >= length || to > length + SLACK_SECONDS * rate) {
            throw new UnreadableRecordingException("is from %s to %s s of %s, which lasts %.2f s"
                    .formatted(begin, Double.isInfinite(end) ? "the end" : end, file, (double) length / rate));
        }
        long samples = Math.min(to, length) - from;
        if (samples < rate / SHORTEST) {
            throw new UnreadableRecordingException("holds less than 10 ms of audio");
        }
        return new Extent(file, length, from, samples);
    }
}

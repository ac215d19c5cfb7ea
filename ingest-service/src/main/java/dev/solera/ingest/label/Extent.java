package dev.solera.ingest.label;

/**
 * The part of a file that a candidate is: all of it, or an utterance. In samples at the pipeline's rate.
 *
 * @param file path relative to the folder
 * @param fileLength of the whole file
 * @param begin of the part
 * @param length of the part
 */
public record Extent(String file, long fileLength, long begin, long length) {

    public Extent {
        if (begin < 0 || length < 1 || begin + length > fileLength) {
            throw new IllegalArgumentException(
                    "part of %s is %d samples from %d; allowed: within %d".formatted(file, length, begin, fileLength));
        }
    }

    /** Behind the last sample of the part. */
    public long end() {
        return begin + length;
    }

    /** All of a file. */
    public static Extent whole(String file, long length) {
        return new Extent(file, length, 0, length);
    }
}

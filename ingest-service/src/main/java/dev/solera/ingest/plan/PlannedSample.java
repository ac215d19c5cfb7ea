package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.ingest.corpus.Recording;

/** One sample before anything of it is read. */
public interface PlannedSample {

    Purpose purpose();

    /** The recording whose turn it is. */
    Recording recording();

    /**
     * @param sequence of the sample in its partition
     * @throws UnreadableWindowException where a recording that it is made of cannot be read
     */
    Sample read(long sequence) throws UnreadableWindowException;

    /** A sample of which nothing is known, in the place of one that cannot be read: no probe looks at it. */
    Sample blank(long sequence);
}

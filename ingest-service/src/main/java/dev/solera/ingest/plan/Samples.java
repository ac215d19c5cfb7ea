package dev.solera.ingest.plan;

import dev.solera.activation.Sample;
import dev.solera.stream.StreamCounts;
import java.util.List;
import java.util.Optional;

/**
 * All samples of one run, one after the other: learning for as long as was asked, then the evaluation pass. One thread
 * takes from it; any thread may ask that learning ends early. Where it then ends is decided when the next sample is taken, and
 * stays: a number of samples, which whoever goes on with the run has to be told.
 */
public interface Samples extends AutoCloseable {

    /**
     * Goes on behind samples that were published earlier. What they are follows from the run and from where learning was decided
     * to end, never from what was asked for since.
     *
     * @param published samples over all partitions
     * @param learned how many of all samples are of learning, where that was decided earlier; else {@link RunLength#UNKNOWN}
     * @return what they were, by partition
     * @throws IllegalStateException where the run has fewer samples
     */
    List<StreamCounts> skip(long published, long learned);

    /** Learning does not end before so many samples of the run, unless its length says so. */
    void learnAtLeast(long samples);

    /** Ends learning before the sample that is taken next, or behind {@link #learnAtLeast}. */
    void askForEnd();

    /** How many samples of the run are of learning, once that is decided; {@link RunLength#UNKNOWN} before. */
    long learned();

    /** Training samples of the whole run, {@link RunLength#UNKNOWN} where something else ends it. */
    long trainSamples();

    /** The next sample of the run, in its order over all partitions; empty behind the last one. */
    Optional<Sample> next();

    /** Recordings that there are to feed from; of those that come by, how many have. */
    long recordings();

    /** Recordings of those that turned out to be unreadable. */
    long unreadableRecordings();

    /** Records that were fed and are not evaluated, as the source no longer has them. */
    default long deletedBeforeEvaluation() {
        return 0;
    }

    /** Where the source stands behind the sample that was taken last, for whoever goes on from what was published. */
    default Optional<String> position() {
        return Optional.empty();
    }

    /**
     * A position that only chance has decided: it is to be kept before the sample that was taken last is handed on, and once
     * everything before that is published. Told once.
     */
    default Optional<String> decision() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}

package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;

/**
 * How far the learning of a run has come, and where it ends: where its length says so, or where somebody has asked for it, though not
 * before a sample that may have been sent. Where it ends is decided once. One thread goes on, any may ask for the end.
 */
public final class Learning {

    private final long trainSamples;
    private volatile boolean endAsked;
    private long border = RunLength.UNKNOWN;
    private long earliestBorder;
    private long number;
    private long trained;

    /** @param trainSamples of the whole run, {@link RunLength#UNKNOWN} where something else ends it */
    public Learning(long trainSamples) {
        this.trainSamples = trainSamples;
    }

    /** Samples of the run before the next one. */
    public long number() {
        return number;
    }

    public long trainSamples() {
        return trainSamples;
    }

    /** How many samples of the run are of learning, once that is decided; {@link RunLength#UNKNOWN} before. */
    public long border() {
        return border;
    }

    public boolean isEndAsked() {
        return endAsked;
    }

    /** @see Samples#askForEnd() */
    public void askForEnd() {
        endAsked = true;
    }

    /** @see Samples#learnAtLeast */
    public void learnAtLeast(long samples) {
        earliestBorder = samples;
    }

    /** @param samples of learning, as was decided earlier; {@link RunLength#UNKNOWN} where it was not */
    public void endAt(long samples) {
        border = samples;
    }

    /** Goes on behind so many samples, of which so many were trained on. */
    public void standAt(long samples, long trainedOn) {
        number = samples;
        trained = trainedOn;
    }

    /** The next sample was taken. */
    public void advance(Purpose purpose) {
        number++;
        trained += purpose == Purpose.TRAIN ? 1 : 0;
    }

    /** Learning ends before the next sample, unless that was decided otherwise. */
    public void endHere() {
        if (border == RunLength.UNKNOWN) {
            border = number;
        }
    }

    /** Ends learning before the next sample where somebody has asked for it. */
    public void endWhereAsked() {
        if (endAsked && number >= earliestBorder) {
            endHere();
        }
    }

    /** Whether the next sample is one of learning; where the length is reached, learning ends. */
    public boolean goesOn() {
        if (trained == trainSamples) {
            endHere();
        }
        return border == RunLength.UNKNOWN || number < border;
    }
}

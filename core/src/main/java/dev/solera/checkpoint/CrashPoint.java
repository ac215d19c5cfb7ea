package dev.solera.checkpoint;

import dev.solera.pipeline.PipelineDefinitions;

/**
 * A place where a process is made to die, to prove that it may: the one named by the system property
 * {@value #PROPERTY}, as in {@code after-rename} or, for the third time that it is reached, {@code after-rename:3}.
 */
public enum CrashPoint {
    /** Some records of a batch's outputs are sent, others not. */
    MID_BATCH_PUBLISH,
    /** All outputs up to a border are acknowledged, nothing of its checkpoint is written. */
    AFTER_ACKNOWLEDGEMENT,
    /** The checkpoint is whole under its temporary name. */
    AFTER_TEMPORARY_WRITE,
    /** The checkpoint has its name, and what it makes needless is not deleted yet. */
    AFTER_RENAME,
    /** The checkpoint is read, and nothing is done with it yet. */
    DURING_RESTORE,
    /** Ingest has written down where learning ends, and samples before that may wait to be sent. */
    LEARNING_ENDED,
    /** The first record of a partition with a sample of the evaluation pass is sent. */
    EVALUATION_BEGUN;

    /** Which one, and when. */
    public static final String PROPERTY = "solera.crash-point";

    private static final int STATUS = 137;

    private int left = countdown();

    /** Dies here without any clean-up, as if killed, where that was asked for. */
    public synchronized void reached() {
        if (left > 0 && --left == 0) {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    /** How the property names it. */
    public String text() {
        return PipelineDefinitions.word(this);
    }

    private int countdown() {
        String[] asked = System.getProperty(PROPERTY, "").split(":", 2);
        if (!asked[0].equals(text())) {
            return 0;
        }
        return asked.length == 1 ? 1 : Integer.parseInt(asked[1]);
    }
}

package dev.solera.ingest.corpus;

import dev.solera.media.UnreadableRecordingException;

/** A corpus of sound. */
public non-sealed interface SoundCorpus extends Corpus {

    /**
     * The audio of one recording, at the pipeline's rate.
     *
     * @param recording index in {@link #recordings()}
     * @throws UnreadableRecordingException where it turns out only now that it cannot be used
     * @throws SourceUnavailableException where it cannot be reached now, and may be later
     */
    Clip read(int recording) throws UnreadableRecordingException;
}

package dev.solera.ingest.corpus;

import dev.solera.media.UnreadableRecordingException;
import dev.solera.media.picture.Picture;
import dev.solera.pipeline.PixelScale;

/** A corpus of pictures. Each is a recording of length 1. */
public non-sealed interface PictureCorpus extends Corpus {

    /**
     * One picture, as crops are cut from it.
     *
     * @param recording index in {@link #recordings()}
     * @throws UnreadableRecordingException where it turns out only now that it cannot be used
     * @throws SourceUnavailableException where it cannot be reached now, and may be later
     */
    Picture read(int recording) throws UnreadableRecordingException;

    /** What pixels are scaled by: the definition's, or what was computed when the corpus was opened. */
    PixelScale scale();
}

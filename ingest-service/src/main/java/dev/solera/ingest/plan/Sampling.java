package dev.solera.ingest.plan;

import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.Set;

/** What makes samples of the recordings of one medium. */
sealed interface Sampling permits PictureSampling, SoundSampling {

    /** @param corpus of the definition's medium */
    static Sampling of(PipelineDefinition definition, Corpus corpus) {
        return corpus instanceof PictureCorpus pictures
                ? new PictureSampling(definition.image(), definition.seed(), pictures)
                : new SoundSampling(definition, (SoundCorpus) corpus);
    }

    /**
     * A recording's sample in an epoch. Of unreadable recordings only those count that would be in it, so that it depends on
     * what is damaged, and not on when that was found.
     *
     * @param unreadable names of recordings that cannot be joined to it
     */
    PlannedSample learning(long epoch, Recording recording, Set<String> unreadable);

    /**
     * The evaluation pass.
     *
     * @param bound on its samples of training recordings, and again on those of held-out ones
     */
    List<PlannedSample> evaluation(int bound);
}

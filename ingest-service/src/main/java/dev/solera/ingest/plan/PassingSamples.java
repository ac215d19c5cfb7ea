package dev.solera.ingest.plan;

import dev.solera.activation.Purpose;
import dev.solera.ingest.corpus.Corpus;
import dev.solera.ingest.corpus.PictureCorpus;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.pipeline.PipelineDefinition;
import java.util.List;
import java.util.Set;

/**
 * The samples of recordings that come by once: of sound all of each in consecutive windows, never joined; of a picture one crop,
 * drawn from (seed, recording).
 */
public final class PassingSamples {

    private PassingSamples() {}

    /** Those of every recording, in the order of the corpus. */
    public static List<PlannedSample> of(PipelineDefinition definition, Corpus corpus) {
        if (corpus instanceof PictureCorpus pictures) {
            PictureSampling sampling = new PictureSampling(definition.image(), definition.seed(), pictures);
            return corpus.recordings().stream()
                    .map(recording -> sampling.learning(0, recording, Set.of()))
                    .toList();
        }
        return windows(definition, corpus, Purpose.TRAIN, Purpose.HELD_OUT);
    }

    /** What the evaluation pass has of every recording, in the order of the corpus: of a picture its middle. */
    public static List<PlannedSample> evaluation(PipelineDefinition definition, Corpus corpus) {
        if (corpus instanceof PictureCorpus pictures) {
            PictureSampling sampling = new PictureSampling(definition.image(), definition.seed(), pictures);
            return corpus.recordings().stream()
                    .flatMap(
                            recording -> sampling
                                    .cut(
                                            recording,
                                            purpose(recording, Purpose.EVALUATE_TRAIN, Purpose.EVALUATE_HELD_OUT))
                                    .stream())
                    .toList();
        }
        return windows(definition, corpus, Purpose.EVALUATE_TRAIN, Purpose.EVALUATE_HELD_OUT);
    }

    private static List<PlannedSample> windows(
            PipelineDefinition definition, Corpus corpus, Purpose train, Purpose heldOut) {
        ConsecutiveWindows windows = new ConsecutiveWindows(definition.audio());
        SampleAssembler assembler = new SampleAssembler(definition.audio(), (SoundCorpus) corpus);
        return corpus.recordings().stream()
                .flatMap(recording -> windows.of(recording, purpose(recording, train, heldOut)).stream())
                .<PlannedSample>map(window -> new PlannedWindow(window, assembler))
                .toList();
    }

    private static Purpose purpose(Recording recording, Purpose train, Purpose heldOut) {
        return recording.heldOut() ? heldOut : train;
    }
}

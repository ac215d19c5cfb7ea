package dev.solera.ingest.plan;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.ListingDigest;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.media.UnreadableRecordingException;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A corpus in memory for tests. Sample i of recording r is {@code r * 10000 + i}, the frame label of its frame f is
 * {@code f}, its speaker is r mod 2; a recording may be made unreadable.
 */
final class Recordings implements SoundCorpus {

    static final int FRAME = 10;

    private final List<Recording> recordings = new ArrayList<>();
    private final Set<Integer> unreadable = new HashSet<>();
    private final Set<Integer> unlabelled = new HashSet<>();
    private int channels = 1;

    /** @param lengths in samples; negative ones are held out */
    Recordings(int... lengths) {
        for (int length : lengths) {
            int index = recordings.size();
            recordings.add(
                    new Recording(index, "r" + index, Math.abs(length), length < 0, Map.of("speaker", index % 2)));
        }
    }

    Recordings withUnreadable(int... indexes) {
        for (int index : indexes) {
            unreadable.add(index);
        }
        return this;
    }

    /** On it the ramp rises three times as fast, from -50000. */
    Recordings withASteepSecondChannel() {
        channels = 2;
        return this;
    }

    /** Of these nothing is known, neither speaker nor frames. */
    Recordings withoutLabels(int... indexes) {
        for (int index : indexes) {
            Recording known = recordings.get(index);
            recordings.set(index, new Recording(index, known.name(), known.length(), known.heldOut(), Map.of()));
            unlabelled.add(index);
        }
        return this;
    }

    /** A definition of 1000 Hz, so that a frame has 10 samples, with a window of 100. */
    static PipelineDefinition definition(String shortClips, String normalise, long seed) {
        return PipelineDefinitions.parse("""
                pipeline: test
                input: {kind: audio, sample-rate: 1000, window: 100, normalise: %s, short-clips: "%s"}
                batch: 4
                learning-rate: 1e-3
                seed: %d
                flow: {lag-bound: 16, in-flight: 4}
                modules:
                  - encoder: [{channels: 4, kernel: 4, stride: 2, padding: 1}]
                    loss: {prediction-steps: 2, sub-window: 16, windowed: false, negatives: {form: shared, count: 8}}
                """.formatted(normalise, shortClips, seed));
    }

    @Override
    public Listing listing() {
        List<String> frames = new ArrayList<>();
        for (int frame = 0; frame < 1000; frame++) {
            frames.add(Integer.toString(frame));
        }
        LabelSchema labels =
                new LabelSchema(Map.of("speaker", List.of("even", "odd"), "frame", frames), Set.of("frame"));
        ListingDigest digest = new ListingDigest(labels);
        recordings.forEach(recording -> digest.add(recording, 0, 0, ""));
        return new Listing("test", recordings, labels, digest.hash());
    }

    @Override
    public boolean hasFrameLabels(int recording) {
        return !unlabelled.contains(recording);
    }

    @Override
    public Clip read(int recording) throws UnreadableRecordingException {
        if (unreadable.contains(recording)) {
            throw new UnreadableRecordingException("is damaged");
        }
        int length = recordings.get(recording).length();
        float[] samples = new float[channels * length];
        for (int i = 0; i < length; i++) {
            samples[i] = recording * 10000 + i;
            if (channels == 2) {
                samples[length + i] = 3 * i - 50000;
            }
        }
        int[] frames = new int[(length + FRAME - 1) / FRAME];
        for (int frame = 0; frame < frames.length; frame++) {
            frames[frame] = frame;
        }
        return new Clip(samples, channels, Map.of("frame", frames));
    }
}

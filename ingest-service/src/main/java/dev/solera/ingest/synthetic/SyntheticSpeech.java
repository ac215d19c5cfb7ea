package dev.solera.ingest.synthetic;

import dev.solera.ingest.corpus.Clip;
import dev.solera.ingest.corpus.LabelSchema;
import dev.solera.ingest.corpus.Listing;
import dev.solera.ingest.corpus.ListingDigest;
import dev.solera.ingest.corpus.Recording;
import dev.solera.ingest.corpus.SoundCorpus;
import dev.solera.pipeline.Seeds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A corpus for machines without data: utterances of ten speakers, made on the fly from (seed, utterance) and known to the
 * frame. Labelled by {@code speaker}, and a 10 ms frame by {@code phone}. Speakers differ in pitch and vocal-tract length,
 * but pitch wanders as far within a speaker as between neighbours, and every utterance has a colour, a noise and a gain of
 * its own, so that neither is told by the spectrum's average alone.
 */
public final class SyntheticSpeech implements SoundCorpus {

    /** The setting that chooses this source. */
    public static final String NAME = "synthetic:speech";

    private static final int TRAIN = 600;
    private static final int HELD_OUT = 200;
    private static final double SHORTEST_SECONDS = 1.4;
    private static final double LONGEST_SECONDS = 2.8;

    private final long seed;
    private final int sampleRate;
    private final Listing listing;

    /**
     * @param seed of the definition: everything follows from it
     * @param sampleRate Hz
     */
    public SyntheticSpeech(long seed, int sampleRate) {
        this.seed = seed;
        this.sampleRate = sampleRate;
        Map<String, List<String>> classes = new LinkedHashMap<>();
        classes.put(
                "speaker",
                IntStream.range(0, Voice.COUNT).mapToObj("voice%d"::formatted).toList());
        classes.put("phone", Phone.ALL.stream().map(Phone::name).toList());
        LabelSchema labels = new LabelSchema(classes, Set.of("phone"));
        List<Recording> all = new ArrayList<>();
        ListingDigest digest = new ListingDigest(labels);
        for (int i = 0; i < TRAIN + HELD_OUT; i++) {
            Recording recording = recording(i);
            all.add(recording);
            digest.add(recording, 0, 0, "of the seed");
        }
        this.listing = new Listing(NAME, all, labels, digest.hash());
    }

    @Override
    public Listing listing() {
        return listing;
    }

    @Override
    public Clip read(int recording) {
        int length = listing.recordings().get(recording).length();
        Voice voice = Voice.ALL.get(recording % Voice.COUNT);
        SplittableRandom random = Seeds.generator(seed, "synthetic-utterance", recording);
        Script script = Script.draw(voice, length, sampleRate, random.split());
        float[] samples = new FormantSynthesizer(voice, sampleRate, random.split()).say(script, length);
        new Channel(sampleRate, random.split()).apply(samples);
        return new Clip(samples, 1, Map.of("phone", script.frameLabels(length, sampleRate / 100)));
    }

    private Recording recording(int index) {
        SplittableRandom random = Seeds.generator(seed, "synthetic-length", index);
        double seconds = SHORTEST_SECONDS + (LONGEST_SECONDS - SHORTEST_SECONDS) * random.nextDouble();
        int speaker = index % Voice.COUNT;
        return new Recording(
                index,
                "voice%d/utterance%04d of seed %d".formatted(speaker, index, seed),
                (int) Math.round(seconds * sampleRate),
                index >= TRAIN,
                Map.of("speaker", speaker));
    }
}

package dev.solera.ingest.synthetic;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is said in one utterance: phones one after the other, without pauses between them.
 *
 * @param phones numbers in {@link Phone#ALL}
 * @param ends behind the last sample of each phone
 */
record Script(List<Integer> phones, List<Integer> ends) {

    private static final double SHORTEST_SECONDS = 0.05;
    private static final double SHORTEST_VOWEL_SECONDS = 0.1;
    private static final double LONGEST_SECONDS = 0.2;
    private static final double VOWEL_AFTER_VOWEL = 0.15;
    private static final double VOWEL_AFTER_CONSONANT = 0.75;

    /** Draws phones until {@code length} samples are filled; the last one is cut. */
    static Script draw(Voice voice, int length, int sampleRate, SplittableRandom random) {
        List<Integer> phones = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        int previous = Phone.ALL.size() - 1;
        int end = 0;
        while (end < length) {
            int next = follower(previous, random);
            double shortest = isVowel(next) ? SHORTEST_VOWEL_SECONDS : SHORTEST_SECONDS;
            double seconds = shortest + (LONGEST_SECONDS - shortest) * random.nextDouble();
            double spoken = Math.min(LONGEST_SECONDS, Math.max(shortest, seconds * voice.rate()));
            end = Math.min(length, end + (int) Math.round(spoken * sampleRate));
            phones.add(next);
            ends.add(end);
            previous = next;
        }
        return new Script(List.copyOf(phones), List.copyOf(ends));
    }

    /** Place of the phone that holds at a sample, searched from {@code place} on. */
    int placeAt(int sample, int place) {
        int at = place;
        while (at < ends.size() - 1 && sample >= ends.get(at)) {
            at++;
        }
        return at;
    }

    /** First sample of the phone at a place. */
    int start(int place) {
        return place == 0 ? 0 : ends.get(place - 1);
    }

    /** Numbers of the phones that hold at the centres of 10 ms frames. */
    int[] frameLabels(int length, int frame) {
        int[] labels = new int[(length + frame - 1) / frame];
        int place = 0;
        for (int i = 0; i < labels.length; i++) {
            place = placeAt(i * frame + frame / 2, place);
            labels[i] = phones.get(place);
        }
        return labels;
    }

    private static int follower(int previous, SplittableRandom random) {
        boolean afterVowel = isVowel(previous);
        boolean vowel = random.nextDouble() < (afterVowel ? VOWEL_AFTER_VOWEL : VOWEL_AFTER_CONSONANT);
        int from = vowel ? 0 : Phone.VOWELS.size();
        int count = vowel ? Phone.VOWELS.size() : Phone.CONSONANTS.size();
        int next = from + random.nextInt(count);
        return next == previous ? from + (next - from + 1) % count : next;
    }

    private static boolean isVowel(int phone) {
        return phone < Phone.VOWELS.size();
    }
}

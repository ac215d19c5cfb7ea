package dev.solera.ingest.synthetic;

import java.util.List;

/**
 * One speech sound: what the vocal tract of an average voice is set to while it lasts.
 *
 * @param name its class name
 * @param onset the first three resonances at its beginning, Hz
 * @param offset the same at its end; a monophthong's do not move
 * @param bandwidth of the first resonance, Hz; the higher ones are wider
 * @param voicing amplitude of the glottal source, 0 to 1
 * @param frication amplitude of the noise made at a constriction, 0 to 1
 * @param noiseCentre where that noise is strongest, Hz
 * @param noiseBandwidth of it, Hz
 * @param closure fraction of its duration, from the beginning, in which the tract is shut
 */
record Phone(
        String name,
        List<Double> onset,
        List<Double> offset,
        double bandwidth,
        double voicing,
        double frication,
        double noiseCentre,
        double noiseBandwidth,
        double closure) {

    private static final List<Double> AA = List.of(730.0, 1090.0, 2440.0);
    private static final List<Double> IY = List.of(270.0, 2290.0, 3010.0);
    private static final List<Double> UW = List.of(300.0, 870.0, 2240.0);
    private static final List<Double> EH = List.of(530.0, 1840.0, 2480.0);
    private static final List<Double> NEUTRAL = List.of(450.0, 1650.0, 2600.0);

    /**
     * Vowels after Peterson and Barney (1952), an average voice; consonants after Klatt (1980), rounded. A gliding vowel
     * begins like one of the others and ends like another: only its movement tells it from both.
     */
    static final List<Phone> ALL = List.of(
            vowel("aa", AA, AA),
            vowel("eh", EH, EH),
            vowel("iy", IY, IY),
            vowel("uw", UW, UW),
            vowel("ay", AA, IY),
            vowel("ya", IY, AA),
            vowel("aw", AA, UW),
            vowel("wa", UW, AA),
            nasal("m", List.of(270.0, 1000.0, 2100.0)),
            nasal("n", List.of(270.0, 1600.0, 2600.0)),
            fricative("f", 0, 0.3, 1500, 6000),
            fricative("s", 0, 0.5, 6200, 1200),
            fricative("sh", 0, 0.5, 3000, 1000),
            fricative("z", 0.45, 0.3, 6000, 1500),
            new Phone("t", NEUTRAL, NEUTRAL, 90, 0, 0.6, 4200, 2500, 0.5),
            new Phone("sil", NEUTRAL, NEUTRAL, 90, 0, 0, 3000, 3000, 0));

    static final List<Phone> VOWELS = ALL.subList(0, 8);
    static final List<Phone> CONSONANTS = ALL.subList(8, ALL.size());

    private static Phone vowel(String name, List<Double> onset, List<Double> offset) {
        return new Phone(name, onset, offset, 70, 1, 0, 3000, 3000, 0);
    }

    private static Phone nasal(String name, List<Double> formants) {
        return new Phone(name, formants, formants, 140, 0.7, 0, 3000, 3000, 0);
    }

    private static Phone fricative(String name, double voicing, double amplitude, double centre, double bandwidth) {
        return new Phone(name, NEUTRAL, NEUTRAL, 90, voicing, amplitude, centre, bandwidth, 0);
    }
}

package dev.solera.ingest.synthetic;

import java.util.List;

/**
 * One speech sound: what the vocal tract of an average voice is set to while it lasts.
 *
 * @param name its class name
 * @param formants the first three resonances, Hz
 * @param bandwidth of the first resonance, Hz; the higher ones are wider
 * @param voicing amplitude of the glottal source, 0 to 1
 * @param frication amplitude of the noise made at a constriction, 0 to 1
 * @param noiseCentre where that noise is strongest, Hz
 * @param noiseBandwidth of it, Hz
 * @param closure fraction of its duration, from the beginning, in which the tract is shut
 */
record Phone(
        String name,
        List<Double> formants,
        double bandwidth,
        double voicing,
        double frication,
        double noiseCentre,
        double noiseBandwidth,
        double closure) {

    /** Vowels after Peterson and Barney (1952), an average voice; consonants after Klatt (1980), rounded. */
    static final List<Phone> ALL = List.of(
            vowel("aa", 730, 1090, 2440),
            vowel("ae", 660, 1720, 2410),
            vowel("eh", 530, 1840, 2480),
            vowel("er", 490, 1350, 1690),
            vowel("iy", 270, 2290, 3010),
            vowel("uw", 300, 870, 2240),
            nasal("m", 270, 1000, 2100),
            nasal("n", 270, 1600, 2600),
            fricative("f", 1500, 6000, 0.25),
            fricative("s", 6200, 1200, 0.5),
            fricative("sh", 3000, 1000, 0.6),
            new Phone("z", List.of(280.0, 1650.0, 2600.0), 80, 0.45, 0.3, 6000, 1500, 0),
            new Phone("t", List.of(350.0, 1750.0, 2700.0), 90, 0, 0.8, 4200, 2500, 0.6),
            new Phone("sil", List.of(500.0, 1500.0, 2500.0), 90, 0, 0, 3000, 3000, 0));

    static final List<Phone> VOWELS = ALL.subList(0, 6);
    static final List<Phone> CONSONANTS = ALL.subList(6, ALL.size());

    private static Phone vowel(String name, double first, double second, double third) {
        return new Phone(name, List.of(first, second, third), 70, 1, 0, 3000, 3000, 0);
    }

    private static Phone nasal(String name, double first, double second, double third) {
        return new Phone(name, List.of(first, second, third), 140, 0.55, 0, 3000, 3000, 0);
    }

    private static Phone fricative(String name, double centre, double bandwidth, double amplitude) {
        return new Phone(name, List.of(400.0, 1600.0, 2600.0), 100, 0, amplitude, centre, bandwidth, 0);
    }
}

package dev.solera.ingest.synthetic;

import java.util.ArrayList;
import java.util.List;

/**
 * One speaker.
 *
 * @param pitch usual fundamental frequency, Hz
 * @param tract factor on all resonances: more than 1 is a vocal tract shorter than average
 * @param openQuotient fraction of a glottal period in which the folds are open
 * @param breath amplitude of the noise in the open phase, against the pulse
 * @param rate factor on durations
 */
record Voice(double pitch, double tract, double openQuotient, double breath, double rate) {

    static final int COUNT = 10;

    /** The speakers. Steps of pitch and of tract are dealt out so that neither alone tells who speaks. */
    static final List<Voice> ALL = all();

    private static List<Voice> all() {
        List<Voice> voices = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            double pitch = 85 * Math.pow(2.8, i / (COUNT - 1.0));
            double tract = 0.87 + 0.28 * ((i * 7 + 2) % COUNT) / (COUNT - 1);
            double openQuotient = 0.55 + 0.15 * ((i * 3 + 1) % COUNT) / (COUNT - 1);
            double breath = 0.03 + 0.05 * ((i * 9 + 4) % COUNT) / (COUNT - 1);
            double rate = 0.85 + 0.3 * ((i * 3 + 7) % COUNT) / (COUNT - 1);
            voices.add(new Voice(pitch, tract, openQuotient, breath, rate));
        }
        return List.copyOf(voices);
    }
}

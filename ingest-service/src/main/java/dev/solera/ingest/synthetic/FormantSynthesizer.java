package dev.solera.ingest.synthetic;

import java.util.SplittableRandom;

/**
 * Says a script with a voice: glottal pulses through a cascade of formant resonators, constriction noise through a
 * resonator of its own beside it (after Klatt, "Software for a cascade/parallel formant synthesizer", 1980). Resonances and
 * amplitudes move to the next phone's targets instead of jumping there.
 */
final class FormantSynthesizer {

    /** Times a second that resonances and amplitudes are set. */
    private static final int CONTROL_RATE = 200;

    private static final double[] FORMANT_BANDWIDTHS = {1, 1.4, 2.2};
    private static final double FORMANT_PULL = 0.28;
    private static final double AMPLITUDE_PULL = 0.45;
    private static final double FORMANT_SPREAD = 0.06;
    private static final double FRICATION_LEVEL = 0.5;
    /** Lifts the high resonances out of the noise, as lips and most microphones do. */
    private static final double RADIATION = 0.9;

    private static final double HIGH_FORMANT = 3500;

    private final Voice voice;
    private final int sampleRate;
    private final SplittableRandom random;
    private final Resonator[] cascade = new Resonator[4];
    private final Resonator constriction;
    private final double[] formants;
    private double voicing;
    private double lastVoiced;
    private double frication;

    FormantSynthesizer(Voice voice, int sampleRate, SplittableRandom random) {
        this.voice = voice;
        this.sampleRate = sampleRate;
        this.random = random;
        for (int i = 0; i < cascade.length; i++) {
            cascade[i] = new Resonator(sampleRate);
        }
        cascade[3].tune(HIGH_FORMANT * voice.tract(), 250);
        this.constriction = new Resonator(sampleRate);
        this.formants = new double[] {500 * voice.tract(), 1500 * voice.tract(), 2500 * voice.tract()};
    }

    /** @return {@code length} samples */
    float[] say(Script script, int length) {
        float[] samples = new float[length];
        Glottis glottis = new Glottis(voice, sampleRate, random);
        Melody melody = new Melody(voice.pitch(), random);
        int hop = Math.max(1, sampleRate / CONTROL_RATE);
        int place = -1;
        double[] targets = formants.clone();
        for (int from = 0; from < length; from += hop) {
            int now = script.placeAt(from, Math.max(place, 0));
            Phone phone = Phone.ALL.get(script.phones().get(now));
            if (now != place) {
                place = now;
                targets = targets(phone);
            }
            boolean shut = from - script.start(place)
                    < phone.closure() * (script.ends().get(place) - script.start(place));
            control(phone, targets, shut);
            double pitch = melody.at(from / (double) length, from / (double) sampleRate);
            for (int i = from; i < Math.min(length, from + hop); i++) {
                samples[i] = (float) next(glottis.next(pitch));
            }
        }
        return samples;
    }

    private double next(double pulse) {
        double voiced = voicing * pulse;
        for (Resonator resonator : cascade) {
            voiced = resonator.filter(voiced);
        }
        double radiated = voiced - RADIATION * lastVoiced;
        lastVoiced = voiced;
        double noise = constriction.filter(2 * random.nextDouble() - 1) / constriction.noiseGain();
        return radiated + FRICATION_LEVEL * frication * noise;
    }

    /** Where this token of a phone puts the resonances of this voice: nobody says a phone twice alike. */
    private double[] targets(Phone phone) {
        double[] targets = new double[3];
        for (int i = 0; i < targets.length; i++) {
            double spread = 1 + FORMANT_SPREAD * (random.nextDouble() + random.nextDouble() - 1);
            targets[i] = phone.formants().get(i) * voice.tract() * spread;
        }
        double centre = Math.min(phone.noiseCentre() * Math.sqrt(voice.tract()), 0.45 * sampleRate);
        constriction.tune(centre, phone.noiseBandwidth());
        return targets;
    }

    private void control(Phone phone, double[] targets, boolean shut) {
        for (int i = 0; i < formants.length; i++) {
            formants[i] += FORMANT_PULL * (targets[i] - formants[i]);
            cascade[i].tune(formants[i], phone.bandwidth() * FORMANT_BANDWIDTHS[i]);
        }
        voicing += AMPLITUDE_PULL * (phone.voicing() - voicing);
        frication += AMPLITUDE_PULL * ((shut ? 0 : phone.frication()) - frication);
    }

    /** The course of the pitch: another level an utterance, falling, with accents. */
    private static final class Melody {

        private final double level;
        private final double accent;
        private final double accentRate;
        private final double accentPhase;

        Melody(double pitch, SplittableRandom random) {
            this.level = pitch * Math.exp(0.3 * (random.nextDouble() + random.nextDouble() - 1));
            this.accent = 0.05 + 0.1 * random.nextDouble();
            this.accentRate = 1 + 2 * random.nextDouble();
            this.accentPhase = random.nextDouble();
        }

        /** @param progress through the utterance, 0 to 1 */
        double at(double progress, double seconds) {
            double wave = Math.sin(2 * Math.PI * (accentPhase + accentRate * seconds));
            return level * (1.1 - 0.25 * progress) * (1 + accent * wave);
        }
    }
}

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
    private static final double FORMANT_SPREAD = 0.08;
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
    private final double[] spread = new double[3];
    private double voicing;
    private double lastVoiced;
    private double noiseLevel;
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
        for (int from = 0; from < length; from += hop) {
            int now = script.placeAt(from, Math.max(place, 0));
            Phone phone = Phone.ALL.get(script.phones().get(now));
            if (now != place) {
                place = now;
                begin(phone);
            }
            int start = script.start(place);
            control(phone, (from - start) / (double) (script.ends().get(place) - start));
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
        double noise = constriction.filter(2 * random.nextDouble() - 1);
        return radiated + noiseLevel * frication * noise;
    }

    /** A token of a phone: nobody says one twice alike. */
    private void begin(Phone phone) {
        for (int i = 0; i < spread.length; i++) {
            spread[i] = 1 + FORMANT_SPREAD * (random.nextDouble() + random.nextDouble() - 1);
        }
        double centre = Math.min(phone.noiseCentre() * Math.sqrt(voice.tract()), 0.45 * sampleRate);
        constriction.tune(centre, phone.noiseBandwidth());
        noiseLevel = FRICATION_LEVEL / constriction.noiseGain();
    }

    /** @param progress through the phone, 0 to 1 */
    private void control(Phone phone, double progress) {
        for (int i = 0; i < formants.length; i++) {
            double glide = phone.onset().get(i)
                    + progress * (phone.offset().get(i) - phone.onset().get(i));
            formants[i] += FORMANT_PULL * (glide * voice.tract() * spread[i] - formants[i]);
            cascade[i].tune(formants[i], phone.bandwidth() * FORMANT_BANDWIDTHS[i]);
        }
        double open = progress < phone.closure() ? 0 : phone.frication();
        voicing += AMPLITUDE_PULL * (phone.voicing() - voicing);
        frication += AMPLITUDE_PULL * (open - frication);
    }

    /** The course of the pitch: another level an utterance, falling, with accents. */
    private static final class Melody {

        private final double level;
        private final double accent;
        private final double accentRate;
        private final double accentPhase;

        Melody(double pitch, SplittableRandom random) {
            this.level = pitch * Math.exp(0.1 * (random.nextDouble() + random.nextDouble() - 1));
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

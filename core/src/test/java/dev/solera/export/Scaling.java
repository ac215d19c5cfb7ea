package dev.solera.export;

import dev.solera.pipeline.AudioInput;
import dev.solera.pipeline.ImageInput;
import dev.solera.pipeline.InputDefinition;
import dev.solera.pipeline.Normalisation;

/** What a sample is before it enters the first module, in double precision. */
final class Scaling {

    private Scaling() {}

    /** @param length of a clip within {@code recorded} */
    static float[] of(InputDefinition input, float[] recorded, long length) {
        return input instanceof AudioInput sound
                ? sound(sound, recorded, Math.toIntExact(length))
                : pictures((ImageInput) input, recorded);
    }

    private static float[] sound(AudioInput input, float[] recorded, int length) {
        int samples = recorded.length / input.channels();
        float[] scaled = new float[recorded.length];
        double[] means = new double[input.channels()];
        double power = 0;
        for (int c = 0; c < means.length; c++) {
            for (int i = 0; i < length; i++) {
                means[c] += recorded[c * samples + i] / (double) length;
            }
            for (int i = 0; i < length; i++) {
                power += Math.pow(recorded[c * samples + i] - means[c], 2) / length / means.length;
            }
        }
        boolean same = input.normalise() == Normalisation.NONE;
        for (int c = 0; c < means.length; c++) {
            for (int i = c * samples; i < c * samples + length; i++) {
                scaled[i] = (float) (same ? recorded[i] : (recorded[i] - means[c]) / Math.sqrt(power));
            }
        }
        return scaled;
    }

    private static float[] pictures(ImageInput input, float[] recorded) {
        var scale = input.normalise().orElseThrow();
        int pixels = recorded.length / input.channels();
        float[] scaled = new float[recorded.length];
        for (int i = 0; i < scaled.length; i++) {
            int c = i / pixels;
            scaled[i] = (float)
                    ((recorded[i] - scale.mean().get(c)) / scale.deviation().get(c));
        }
        return scaled;
    }
}

package dev.solera.standalone.reproduce;

import dev.solera.activation.Sample;

/** What a sample is, in 64 bits: equal samples have equal ones, and different ones hardly ever. */
public final class Fingerprint {

    private Fingerprint() {}

    public static long of(Sample sample) {
        long hash = 31L * sample.recording() + sample.purpose().ordinal();
        hash = 31 * hash + sample.valid();
        for (float value : sample.values()) {
            hash = 0x5851F42D4C957F2DL * hash + Float.floatToRawIntBits(value) + 0x14057B7EF767814FL;
        }
        return hash;
    }
}

package dev.solera.gateway.model;

import java.util.Arrays;
import java.util.List;

/**
 * What is recorded, as a stack takes it in: clips that are filled up to one length, or pictures.
 *
 * @param shape of each, as in {@code [channels, samples]}
 * @param values row-major, one after the other
 * @param lengths samples of each clip that are real; none of pictures
 */
public record Recordings(List<Long> shape, float[] values, long[] lengths) {

    public Recordings {
        shape = List.copyOf(shape);
    }

    /** How many they are. */
    public int count() {
        return values.length / each();
    }

    /** Values of one of them. */
    public int each() {
        return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    }

    /** Some of them. */
    Recordings from(int first, int count) {
        return new Recordings(
                shape,
                Arrays.copyOfRange(values, first * each(), (first + count) * each()),
                lengths.length == 0 ? lengths : Arrays.copyOfRange(lengths, first, first + count));
    }

    /** All of several, which have one shape. */
    static Recordings joined(List<Recordings> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int count = parts.stream().mapToInt(Recordings::count).sum();
        Recordings first = parts.get(0);
        float[] values = new float[count * first.each()];
        long[] lengths = new long[first.lengths.length == 0 ? 0 : count];
        int at = 0;
        for (Recordings part : parts) {
            System.arraycopy(part.values, 0, values, at * first.each(), part.values.length);
            System.arraycopy(part.lengths, 0, lengths, lengths.length == 0 ? 0 : at, part.lengths.length);
            at += part.count();
        }
        return new Recordings(first.shape, values, lengths);
    }
}

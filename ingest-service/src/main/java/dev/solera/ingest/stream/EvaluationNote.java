package dev.solera.ingest.stream;

import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the evaluation pass of a topic is made of, written down before any of it is fed: records may be deleted at any time, and whoever
 * goes on has to know what was planned.
 *
 * @param from offsets of the first records that are looked at, by partition
 * @param until offsets behind the last ones
 * @param samples in all
 * @param heldOut one bit a sample, whether it is of a held-out recording, in Base64
 */
record EvaluationNote(List<Long> from, List<Long> until, int samples, String heldOut) {

    EvaluationNote {
        from = List.copyOf(from);
        until = List.copyOf(until);
    }

    /** @param heldOut of every sample, in their order */
    static EvaluationNote of(List<Long> from, List<Long> until, List<Boolean> heldOut) {
        BitSet bits = new BitSet();
        IntStream.range(0, heldOut.size()).forEach(i -> bits.set(i, heldOut.get(i)));
        return new EvaluationNote(
                from, until, heldOut.size(), Base64.getEncoder().encodeToString(bits.toByteArray()));
    }

    /** @throws IllegalStateException where the text is no such note */
    static EvaluationNote parse(String text) {
        return WrittenDown.parse(text, EvaluationNote.class, "note of the evaluation pass");
    }

    String text() {
        return WrittenDown.text(this);
    }

    /** Whether each sample is of a held-out recording, in their order. */
    List<Boolean> purposes() {
        BitSet bits = BitSet.valueOf(Base64.getDecoder().decode(heldOut));
        return IntStream.range(0, samples).mapToObj(bits::get).toList();
    }
}

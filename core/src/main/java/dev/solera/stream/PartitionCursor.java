package dev.solera.stream;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;

/**
 * The place in one partition: which sequence has to come next, and what came so far. A record that begins later is a gap;
 * what comes a second time is dropped. One thread uses it.
 */
public final class PartitionCursor {

    private final String name;
    private final Gaps gaps;
    private StreamCounts counts;
    private long next;
    private long duplicates;
    private long missed;
    private boolean unknownLost;
    private boolean ended;

    /** What becomes of a gap that nothing explains. */
    private enum Gaps {
        REFUSED,
        SKIPPED,
        MISSED
    }

    private PartitionCursor(String name, StreamCounts counts, Gaps gaps) {
        this.name = name;
        this.counts = counts;
        this.next = counts.total();
        this.gaps = gaps;
    }

    /** A cursor that refuses gaps. */
    public static PartitionCursor lossless(String name, StreamCounts taken) {
        return new PartitionCursor(name, taken, Gaps.REFUSED);
    }

    /** A cursor that counts gaps as skipped: for stages that may pass samples over. */
    public static PartitionCursor latest(String name, StreamCounts taken) {
        return new PartitionCursor(name, taken, Gaps.SKIPPED);
    }

    /** A cursor that counts gaps and goes on behind them: for probes, whom nobody waits for. */
    public static PartitionCursor tap(String name) {
        return new PartitionCursor(name, StreamCounts.NONE, Gaps.MISSED);
    }

    /**
     * @return whether the sample is new
     * @throws BrokenStreamException at a gap that nothing explains
     */
    public boolean accept(Sample sample) {
        requireOpen(sample.sequence());
        closeGap(sample.sequence());
        if (sample.sequence() < next) {
            duplicates++;
            return false;
        }
        counts = counts.plus(sample);
        next = sample.sequence() + 1;
        return true;
    }

    /**
     * Explains a gap.
     *
     * @return how many of its sequences are new, from {@link #next()} before the call
     * @throws BrokenStreamException where it begins behind another gap
     */
    public long skip(long firstSequence, long lastSequence) {
        requireOpen(lastSequence);
        closeGap(firstSequence);
        long skipped = Math.max(0, lastSequence + 1 - next);
        if (skipped == 0) {
            duplicates += lastSequence + 1 - firstSequence;
        }
        counts = counts.plusSkipped(skipped);
        next += skipped;
        return skipped;
    }

    /** Says that a record was lost whose sequences could not be read: the gap that it leaves is explained. */
    public void lostUnknown() {
        unknownLost = true;
    }

    /**
     * Checks the counts of the end record.
     *
     * @return what came out here, to be handed on
     * @throws BrokenStreamException where that does not agree with what the producer sent
     */
    public StreamCounts end(StreamCounts sent) {
        if (ended) {
            duplicates++;
            return counts;
        }
        closeGap(sent.total());
        if (gaps == Gaps.REFUSED) {
            requireAgreement(sent);
        }
        ended = true;
        return counts;
    }

    /** The sequence that has to come next. */
    public long next() {
        return next;
    }

    /** What came so far. */
    public StreamCounts counts() {
        return counts;
    }

    /** Sequences that came again and were dropped. */
    public long duplicates() {
        return duplicates;
    }

    /** Sequences that a tap never saw. */
    public long missed() {
        return missed;
    }

    /** A lost record explains the gap before the next record and no later one: where there is none, nothing was lost. */
    private void closeGap(long first) {
        if (first <= next) {
            unknownLost = false;
            return;
        }
        if (gaps == Gaps.MISSED) {
            missed += first - next;
        } else if (unknownLost || gaps == Gaps.SKIPPED) {
            counts = counts.plusSkipped(first - next);
        } else {
            throw new BrokenStreamException(
                    "%s: next sequence is %d; allowed: %d, or a skip record that explains the gap"
                            .formatted(name, first, next));
        }
        unknownLost = false;
        next = first;
    }

    private void requireAgreement(StreamCounts sent) {
        boolean agree = counts.total() == sent.total();
        for (Purpose purpose : Purpose.values()) {
            long lost = sent.of(purpose) - counts.of(purpose);
            agree &= lost >= 0 && lost <= counts.skipped() - sent.skipped();
        }
        if (!agree) {
            throw new BrokenStreamException(
                    "%s: end record says %s; allowed: what arrived, %s".formatted(name, sent, counts));
        }
    }

    /** A producer that goes on from its checkpoint may repeat itself, even its end, but has nothing to add to it. */
    private void requireOpen(long lastSequence) {
        if (ended && lastSequence >= next) {
            throw new BrokenStreamException(
                    "%s: sequence %d follows the end record; allowed: none".formatted(name, lastSequence));
        }
    }
}

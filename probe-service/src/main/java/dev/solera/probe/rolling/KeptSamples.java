package dev.solera.probe.rolling;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The newest labelled samples of the input, training and held-out ones apart: what rolling probes are fit and scored on. One thread
 * brings samples, another one takes them.
 */
final class KeptSamples {

    private final Deque<Sample> train = new ArrayDeque<>();
    private final Deque<Sample> heldOut = new ArrayDeque<>();
    private final int mostTrain;
    private final int mostHeldOut;

    /** @param sampleBytes that one takes */
    KeptSamples(RollingWindows windows, long sampleBytes) {
        double wanted = (double) windows.train() + windows.heldOut();
        double part = Math.min(1, windows.bytes() / (sampleBytes * wanted));
        this.mostTrain = Math.max(1, (int) (part * windows.train()));
        this.mostHeldOut = Math.max(1, (int) (part * windows.heldOut()));
    }

    /** @return whether it is kept, and so must not change any more */
    synchronized boolean accept(Sample sample) {
        boolean known =
                sample.labels().values().stream().flatMapToInt(Arrays::stream).anyMatch(label -> label >= 0);
        if (!known || sample.purpose().isEvaluation()) {
            return false;
        }
        boolean learned = sample.purpose() == Purpose.TRAIN;
        Deque<Sample> kept = learned ? train : heldOut;
        kept.addLast(sample);
        if (kept.size() > (learned ? mostTrain : mostHeldOut)) {
            kept.removeFirst();
        }
        notifyAll();
        return true;
    }

    /** How many can be kept. */
    int capacity() {
        return mostTrain + mostHeldOut;
    }

    synchronized boolean isFull() {
        return train.size() == mostTrain && heldOut.size() == mostHeldOut;
    }

    /** Waits until {@link #newest} has as many training samples as it can, and a held-out one. */
    synchronized void await(int count) throws InterruptedException {
        while (train.size() < share(count, mostTrain) || heldOut.isEmpty()) {
            wait();
        }
    }

    /**
     * So many of the newest, training and held-out ones in the proportion in which they are kept at most; fewer where fewer have come.
     * The newest training sample is the first.
     */
    synchronized List<Sample> newest(int count) {
        List<Sample> newest = new ArrayList<>();
        add(train, share(count, mostTrain), newest);
        add(heldOut, share(count, mostHeldOut), newest);
        return newest;
    }

    private int share(int count, int of) {
        return (int) Math.ceil((double) count * of / capacity());
    }

    private static void add(Deque<Sample> kept, int count, List<Sample> to) {
        Iterator<Sample> next = kept.descendingIterator();
        for (int i = 0; i < count && next.hasNext(); i++) {
            to.add(next.next());
        }
    }
}

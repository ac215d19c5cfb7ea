package dev.solera.gateway.gallery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Samples of different recordings, as many as there is room for: held-out ones, which are shown and compared with, and labelled ones
 * that are trained on, from which labels are learned. Thread-safe.
 */
public final class Gallery {

    private final Part heldOut;
    private final Part training;

    private record Part(int room, Map<Integer, GallerySample> byRecording) {

        Part(int room) {
            this(room, new LinkedHashMap<>());
        }

        boolean offer(GallerySample sample) {
            return byRecording.size() < room && byRecording.putIfAbsent(sample.recording(), sample) == null;
        }

        boolean isFull() {
            return byRecording.size() >= room;
        }
    }

    /**
     * @param heldOut most samples that are held out
     * @param training most samples that are trained on
     */
    public Gallery(int heldOut, int training) {
        this.heldOut = new Part(heldOut);
        this.training = new Part(training);
    }

    /** Takes a sample where there is room for it; returns whether it did. */
    public synchronized boolean offer(GallerySample sample) {
        if (sample.heldOut()) {
            return heldOut.offer(sample);
        }
        return !sample.labels().isEmpty() && training.offer(sample);
    }

    /** Whether no sample will be taken any more. */
    synchronized boolean isFull() {
        return heldOut.isFull() && training.isFull();
    }

    /** Those that nobody trains on. */
    public synchronized List<GallerySample> heldOut() {
        return List.copyOf(heldOut.byRecording.values());
    }

    /** Those with labels that are trained on. */
    public synchronized List<GallerySample> training() {
        return List.copyOf(training.byRecording.values());
    }

    /** All of them, what is held out first. */
    public synchronized List<GallerySample> samples() {
        return Stream.concat(heldOut.byRecording.values().stream(), training.byRecording.values().stream())
                .toList();
    }
}

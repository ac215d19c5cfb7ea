package dev.solera.gateway.embedding;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples of different recordings, as many as there is room for: what is held out takes the place of what is trained on.
 * Thread-safe.
 */
final class Gallery {

    private final int room;
    private final Map<Integer, GallerySample> byRecording = new LinkedHashMap<>();

    Gallery(int room) {
        this.room = room;
    }

    /** Takes a sample where there is room for it; returns whether it did. */
    synchronized boolean offer(GallerySample sample) {
        if (byRecording.containsKey(sample.recording()) || room == 0) {
            return false;
        }
        if (byRecording.size() == room) {
            if (!sample.heldOut() || isFull()) {
                return false;
            }
            byRecording.values().stream()
                    .filter(kept -> !kept.heldOut())
                    .findFirst()
                    .ifPresent(kept -> byRecording.remove(kept.recording()));
        }
        byRecording.put(sample.recording(), sample);
        return true;
    }

    /** Whether no sample will be taken any more. */
    synchronized boolean isFull() {
        return byRecording.size() == room && byRecording.values().stream().allMatch(GallerySample::heldOut);
    }

    /** All of them, what is held out first. */
    synchronized List<GallerySample> samples() {
        return byRecording.values().stream()
                .sorted(Comparator.comparing(sample -> !sample.heldOut()))
                .toList();
    }
}

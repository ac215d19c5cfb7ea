package dev.solera.activation;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Arrays for the values of samples of one shape, which are used again. As many are kept as were ever in use at once. One that is
 * never given back is garbage-collected like any other object. Any thread may call any method.
 */
public final class ValueArrays {

    private final int size;
    private final Queue<float[]> free = new ConcurrentLinkedQueue<>();

    /** @param size values of a sample */
    public ValueArrays(int size) {
        this.size = size;
    }

    /** One that nobody uses; what it held before is stale. */
    public float[] take() {
        float[] used = free.poll();
        return used == null ? new float[size] : used;
    }

    /** Takes the values of a sample that came from here; nobody may read them any more. */
    public void giveBack(Sample sample) {
        free.add(sample.values());
    }
}

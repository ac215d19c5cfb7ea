package dev.solera.activation;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Decodes records of one stage into arrays that are used again. Whoever is done with a sample may return its array; as many are
 * kept as were ever in use at once. A sample that is never returned is garbage-collected like any other object. Any thread
 * may call any method.
 */
public final class SampleDecoder {

    private final ActivationCodec codec;
    private final Queue<float[]> free = new ConcurrentLinkedQueue<>();

    public SampleDecoder(ActivationCodec codec) {
        this.codec = codec;
    }

    /** @see ActivationCodec#decode(byte[]) */
    public List<Sample> decode(byte[] value) {
        return codec.decode(ByteBuffer.wrap(value), this::array);
    }

    private float[] array() {
        float[] used = free.poll();
        return used == null ? new float[codec.shape().size()] : used;
    }

    /** Takes the values of a sample that was decoded here; nobody may read them any more. */
    public void giveBack(Sample sample) {
        free.add(sample.values());
    }
}

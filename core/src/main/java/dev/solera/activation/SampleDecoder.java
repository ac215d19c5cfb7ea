package dev.solera.activation;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Decodes records of one stage into arrays that are used again, once who is done with a sample gives them back. Any thread may
 * call any method.
 */
public final class SampleDecoder {

    private final ActivationCodec codec;
    private final ValueArrays arrays;

    public SampleDecoder(ActivationCodec codec) {
        this.codec = codec;
        this.arrays = new ValueArrays(codec.shape().size());
    }

    /**
     * Reads a value, from position to limit, which stay.
     *
     * @see ActivationCodec#decode(byte[])
     */
    public List<Sample> decode(ByteBuffer value) {
        return codec.decode(value, arrays::take);
    }

    /** Takes the values of a sample that was decoded here; nobody may read them any more. */
    public void giveBack(Sample sample) {
        arrays.giveBack(sample);
    }
}

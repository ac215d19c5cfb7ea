package dev.solera.activation;

import java.util.function.IntFunction;

/**
 * The array of the record before, for one that is as long, as most records of a stage are; for whoever has handed that one's bytes on by
 * copy. Kafka has when it returns from sending. One thread uses it.
 */
public final class ReusedBytes implements IntFunction<byte[]> {

    private byte[] bytes = new byte[0];

    /** @return of that length, with anything in it; valid until the next call */
    @Override
    public byte[] apply(int length) {
        if (bytes.length != length) {
            bytes = new byte[length];
        }
        return bytes;
    }
}

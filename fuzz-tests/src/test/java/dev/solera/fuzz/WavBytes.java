package dev.solera.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A wav file whose chunks are where they say, whatever they hold. */
public final class WavBytes {

    private WavBytes() {}

    /**
     * @param format the tag: 1 is PCM, 3 float
     * @param promised bytes of audio that the header promises
     * @param audio what there is
     */
    public static byte[] of(int format, int channels, int sampleRate, int bits, int promised, byte[] audio) {
        int frame = channels * ((bits + 7) / 8);
        return ByteBuffer.allocate(44 + audio.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt(36 + promised)
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) format)
                .putShort((short) channels)
                .putInt(sampleRate)
                .putInt(sampleRate * frame)
                .putShort((short) frame)
                .putShort((short) bits)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt(promised)
                .put(audio)
                .array();
    }
}

package dev.solera.media.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A wav file in the making, chunk by chunk, in any container and with any lie in its sizes. */
final class WavBytes {

    private static final int UNTOLD = -1;
    private static final byte[] W64_TAIL = {
        (byte) 0xF3,
        (byte) 0xAC,
        (byte) 0xD3,
        0x11,
        (byte) 0x8C,
        (byte) 0xD1,
        0,
        (byte) 0xC0,
        0x4F,
        (byte) 0x8E,
        (byte) 0xDB,
        (byte) 0x8A
    };
    private static final byte[] W64_RIFF = {
        'r',
        'i',
        'f',
        'f',
        0x2E,
        (byte) 0x91,
        (byte) 0xCF,
        0x11,
        (byte) 0xA5,
        (byte) 0xD6,
        0x28,
        (byte) 0xDB,
        0x04,
        (byte) 0xC1,
        0,
        0
    };

    private final ByteArrayOutputStream chunks = new ByteArrayOutputStream();
    private final String container;
    private final ByteOrder order;

    /** @param container RIFF, RIFX, RF64, BW64 or W64 */
    WavBytes(String container) {
        this.container = container;
        this.order = container.equals("RIFX") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** 16 kHz, one channel, a block align that fits. */
    WavBytes format(int tag, int bits) {
        return format(tag, 1, (bits + 7) / 8, bits);
    }

    WavBytes format(int tag, int channels, int frameBytes, int bits) {
        return chunk("fmt ", plain(tag, channels, frameBytes, bits).array());
    }

    private ByteBuffer plain(int tag, int channels, int frameBytes, int bits) {
        return ByteBuffer.allocate(16)
                .order(order)
                .putShort((short) tag)
                .putShort((short) channels)
                .putInt(16000)
                .putInt(16000 * frameBytes)
                .putShort((short) frameBytes)
                .putShort((short) bits);
    }

    /** @param length of the whole chunk, 40 in most files */
    WavBytes extensible(int tag, int containerBits, int validBits, int length) {
        ByteBuffer format = ByteBuffer.allocate(length).order(order);
        format.put(plain(0xFFFE, 1, containerBits / 8, containerBits).array());
        format.putShort((short) (length - 18))
                .putShort((short) validBits)
                .putInt(4)
                .putInt(tag);
        format.putShort((short) 0)
                .putShort((short) 0x10)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(0x800000AA00389B71L);
        return chunk("fmt ", format.array());
    }

    WavBytes chunk(String name, byte[] content) {
        return chunk(name, content, content.length);
    }

    /** @param size that the chunk claims to have */
    WavBytes chunk(String name, byte[] content, long size) {
        chunks.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        boolean wide = container.equals("W64");
        if (wide) {
            chunks.writeBytes(W64_TAIL);
            chunks.writeBytes(
                    ByteBuffer.allocate(8).order(order).putLong(size + 24).array());
        } else {
            chunks.writeBytes(
                    ByteBuffer.allocate(4).order(order).putInt((int) size).array());
        }
        chunks.writeBytes(content);
        int multiple = wide ? 8 : 2;
        chunks.writeBytes(new byte[(multiple - content.length % multiple) % multiple]);
        return this;
    }

    byte[] bytes() {
        return bytes(UNTOLD);
    }

    /** @param size of the whole that the file claims */
    byte[] bytes(int size) {
        if (container.equals("W64")) {
            return ByteBuffer.allocate(40 + chunks.size())
                    .order(order)
                    .put(W64_RIFF)
                    .putLong(40 + chunks.size())
                    .put("wave".getBytes(StandardCharsets.US_ASCII))
                    .put(W64_TAIL)
                    .put(chunks.toByteArray())
                    .array();
        }
        return ByteBuffer.allocate(12 + chunks.size())
                .order(order)
                .put(container.getBytes(StandardCharsets.US_ASCII))
                .putInt(size == UNTOLD ? 4 + chunks.size() : size)
                .put("WAVE".getBytes(StandardCharsets.US_ASCII))
                .put(chunks.toByteArray())
                .array();
    }

    /** Signed numbers of some bytes each, in the file's order. */
    byte[] numbers(int bytes, int... values) {
        ByteBuffer all = ByteBuffer.allocate(values.length * bytes);
        for (int value : values) {
            for (int i = 0; i < bytes; i++) {
                int place = order == ByteOrder.BIG_ENDIAN ? bytes - 1 - i : i;
                all.put((byte) (value >> 8 * place));
            }
        }
        return all.array();
    }
}

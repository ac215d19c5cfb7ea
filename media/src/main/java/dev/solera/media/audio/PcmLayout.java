package dev.solera.media.audio;

import java.nio.ByteOrder;

/**
 * Where the uncompressed samples of a file are, and how they are written.
 *
 * @param order of the bytes of a sample
 * @param offset of the first frame in the file
 */
record PcmLayout(AudioInfo info, PcmEncoding encoding, ByteOrder order, long offset) {

    /** Bytes of one sample of every channel. */
    int frameBytes() {
        return info.channels() * encoding.bytes();
    }
}

package dev.solera.media.picture;

import dev.solera.media.UnreadableRecordingException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file, which the decoder does not check: their checksums, whether the file is whole, and what of them
 * matters beside the pixels.
 *
 * @param animated whether it holds more than one picture
 * @param exif the bytes of its EXIF directory; empty where there is none
 */
record PngChunks(boolean animated, byte[] exif) {

    private static final int SIGNATURE = 8;
    private static final int AROUND_DATA = 12;

    /** @param bytes of the whole file */
    static PngChunks of(byte[] bytes) throws UnreadableRecordingException {
        ByteBuffer file = ByteBuffer.wrap(bytes).position(SIGNATURE);
        boolean animated = false;
        byte[] exif = {};
        String type = "";
        while (!type.equals("IEND")) {
            if (file.remaining() < AROUND_DATA || file.getInt(file.position()) < 0) {
                throw new UnreadableRecordingException("is cut off: it has no end");
            }
            int length = file.getInt();
            if (length > file.remaining() - (AROUND_DATA - Integer.BYTES)) {
                throw new UnreadableRecordingException("is cut off within its pixels or what describes them");
            }
            int begin = file.position();
            type = new String(bytes, begin, Integer.BYTES, StandardCharsets.ISO_8859_1);
            file.position(begin + Integer.BYTES + length);
            if (file.getInt() != checksum(bytes, begin, Integer.BYTES + length) && isCritical(type)) {
                throw new UnreadableRecordingException("has a chunk %s whose checksum does not hold".formatted(type));
            }
            animated |= type.equals("acTL");
            if (type.equals("eXIf")) {
                exif = java.util.Arrays.copyOfRange(bytes, begin + Integer.BYTES, begin + Integer.BYTES + length);
            }
        }
        return new PngChunks(animated, exif);
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32 sum = new CRC32();
        sum.update(bytes, from, length);
        return (int) sum.getValue();
    }

    /** Pixels cannot be told without it: by PNG's rule, its first letter is a capital. */
    private static boolean isCritical(String type) {
        return Character.isUpperCase(type.charAt(0));
    }
}

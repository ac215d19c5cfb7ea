package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the {@code fmt } chunk of a wav file says.
 *
 * @param encoding by the rule that a number of fewer bits than its bytes have stands in the upper ones, with zeros behind it
 * @param bits of the number
 * @param doubtful whether writers of such files are known not to keep to the rule, so that only the samples tell
 */
record WavFormat(int sampleRate, int channels, PcmEncoding encoding, int bits, boolean doubtful) {

    /** As much of the chunk as is looked at; it may be longer. */
    static final int MOST_BYTES = 40;

    private static final int PLAIN_BYTES = 16;
    private static final int EXTENSIBLE = 0xFFFE;

    /** What follows the tag in the identifier of an extensible format: for sound as it is, and for ambisonic sound. */
    private static final List<Identifier> TAGGED = List.of(
            new Identifier(0, 0x0000, 0x0010, 0x800000AA00389B71L),
            new Identifier(0, 0x0721, 0x11D3, 0x8644C8C1CA000000L));

    private static final Map<Integer, String> NOT_READ = Map.of(
            0x0002, "Microsoft ADPCM",
            0x0011, "IMA ADPCM",
            0x0031, "GSM 6.10",
            0x0050, "MPEG",
            0x0055, "MP3",
            0x00FF, "AAC",
            0x0161, "Windows Media");

    /**
     * @param chunk its beginning, up to {@link #MOST_BYTES}, in the file's order of bytes
     * @throws UnreadableRecordingException where it does not add up, or names a form of audio that is not read
     */
    static WavFormat parse(ByteBuffer chunk) throws UnreadableRecordingException {
        if (chunk.limit() < PLAIN_BYTES) {
            throw new UnreadableRecordingException(
                    "has a format chunk of %d bytes; allowed: %d or more".formatted(chunk.limit(), PLAIN_BYTES));
        }
        int written = Short.toUnsignedInt(chunk.getShort(0));
        int channels = Short.toUnsignedInt(chunk.getShort(2));
        int frameBytes = Short.toUnsignedInt(chunk.getShort(12));
        int bits = Short.toUnsignedInt(chunk.getShort(14));
        if (channels == 0) {
            throw new UnreadableRecordingException("has no channels");
        }
        int bytes = frameBytes / channels;
        PcmEncoding encoding = encoding(written == EXTENSIBLE ? extendedTag(chunk) : written, bytes);
        if (frameBytes % channels != 0 || !fits(encoding, bits)) {
            throw new UnreadableRecordingException(
                    "has %d bits a sample, %d channels and %d bytes a frame, which does not add up"
                            .formatted(bits, channels, frameBytes));
        }
        boolean doubtful = written != EXTENSIBLE && bits <= (bytes - 1) * Byte.SIZE;
        return new WavFormat(chunk.getInt(4), channels, encoding, bits, doubtful);
    }

    private static boolean fits(PcmEncoding encoding, int bits) {
        return switch (encoding.form()) {
            case UNSIGNED, SIGNED -> bits >= 1 && bits <= encoding.bits() && encoding.bytes() <= Integer.BYTES;
            case FLOAT -> bits == encoding.bits() && (bits == Float.SIZE || bits == Double.SIZE);
            case A_LAW, MU_LAW -> encoding.bytes() == 1;
        };
    }

    private static PcmEncoding encoding(int tag, int bytes) throws UnreadableRecordingException {
        PcmEncoding.Form form = switch (tag) {
            case 0x0001 -> bytes == 1 ? PcmEncoding.Form.UNSIGNED : PcmEncoding.Form.SIGNED;
            case 0x0003 -> PcmEncoding.Form.FLOAT;
            case 0x0006 -> PcmEncoding.Form.A_LAW;
            case 0x0007 -> PcmEncoding.Form.MU_LAW;
            default ->
                throw new UnreadableRecordingException(
                        "is a wav file of %s audio (format 0x%04X); allowed: PCM, float, A-law, mu-law"
                                .formatted(NOT_READ.getOrDefault(tag, "unknown"), tag));
        };
        return PcmEncoding.of(form, bytes);
    }

    private static int extendedTag(ByteBuffer chunk) throws UnreadableRecordingException {
        if (chunk.limit() < MOST_BYTES) {
            throw new UnreadableRecordingException("has an extensible format chunk of %d bytes; allowed: %d or more"
                    .formatted(chunk.limit(), MOST_BYTES));
        }
        // Programs differ in which order of bytes the identifier has in a file of the other order.
        Optional<Identifier> known = Stream.of(chunk.order(), ByteOrder.LITTLE_ENDIAN)
                .map(order -> Identifier.of(chunk, order))
                .filter(identifier -> TAGGED.contains(identifier.withoutTag()))
                .findFirst();
        return known.orElseThrow(() -> new UnreadableRecordingException("has an extensible format of an unknown kind"))
                .tag();
    }

    /** The 16 bytes that name an extensible format; the first number is its tag. */
    private record Identifier(int tag, int second, int third, long rest) {

        static Identifier of(ByteBuffer chunk, ByteOrder order) {
            ByteBuffer ordered = chunk.duplicate().order(order);
            int second = Short.toUnsignedInt(ordered.getShort(28));
            int third = Short.toUnsignedInt(ordered.getShort(30));
            long rest = chunk.duplicate().order(ByteOrder.BIG_ENDIAN).getLong(32);
            return new Identifier(ordered.getInt(24), second, third, rest);
        }

        Identifier withoutTag() {
            return new Identifier(0, second, third, rest);
        }
    }
}

package dev.solera.media.audio;

import dev.solera.media.UnreadableRecordingException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The header of a NIST SPHERE file: lines of a name, a type and a value, such as {@code sample_rate -i 16000}. */
final class SphereHeader {

    private static final String MARK = "NIST_1A\n";
    private static final int MOST_BYTES = 1 << 16;

    private final Map<String, String> fields = new HashMap<>();

    private SphereHeader(String text) {
        for (String line : text.split("\n")) {
            String[] parts = line.strip().split("\\s+", 3);
            if (parts[0].equals("end_head")) {
                break;
            }
            if (parts.length == 3) {
                fields.put(parts[0], parts[2]);
            }
        }
    }

    /** Where the audio of a SPHERE file is, empty where the file is of another kind. */
    static Optional<PcmLayout> find(FileBytes file) throws IOException, UnreadableRecordingException {
        String beginning = file.text(0, 2 * MARK.length());
        if (!beginning.startsWith(MARK)) {
            return Optional.empty();
        }
        int bytes = number("header size", beginning.substring(MARK.length()).strip(), MOST_BYTES);
        return Optional.of(new SphereHeader(file.text(0, bytes)).layout(file, bytes));
    }

    private PcmLayout layout(FileBytes file, int offset) throws UnreadableRecordingException {
        int channels = field("channel_count", "1", 65535);
        PcmEncoding encoding = encoding();
        long there = (file.size() - offset) / ((long) channels * encoding.bytes());
        long frames = field("sample_count", Long.toString(Math.max(0, there)), Integer.MAX_VALUE);
        if (frames > there) {
            throw new UnreadableRecordingException(
                    "is cut off: its header promises %d samples, it has %d".formatted(frames, there));
        }
        AudioInfo info = new AudioInfo(field("sample_rate", "none", Integer.MAX_VALUE), channels, frames).checked();
        return new PcmLayout(info, encoding, order(encoding.bytes()), offset);
    }

    private PcmEncoding encoding() throws UnreadableRecordingException {
        String coding = fields.getOrDefault("sample_coding", "pcm");
        return switch (coding) {
            case "alaw" -> PcmEncoding.of(PcmEncoding.Form.A_LAW, 1);
            case "ulaw", "mu-law", "mulaw" -> PcmEncoding.of(PcmEncoding.Form.MU_LAW, 1);
            case "pcm" -> PcmEncoding.of(PcmEncoding.Form.SIGNED, field("sample_n_bytes", "2", Integer.BYTES));
            default ->
                throw new UnreadableRecordingException(
                        "is a SPHERE file of %s audio; allowed: pcm, alaw, ulaw".formatted(coding));
        };
    }

    private ByteOrder order(int bytes) throws UnreadableRecordingException {
        String written = fields.getOrDefault("sample_byte_format", "none");
        boolean littleFirst = "0123".startsWith(written);
        if (bytes > 1 && !littleFirst && !"3210".endsWith(written)) {
            throw new UnreadableRecordingException(
                    "has a sample_byte_format of %s; allowed: 01 or 10".formatted(written));
        }
        return littleFirst ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }

    private int field(String name, String missing, int most) throws UnreadableRecordingException {
        return number(name, fields.getOrDefault(name, missing), most);
    }

    private static int number(String name, String value, int most) throws UnreadableRecordingException {
        if (!value.matches("\\d{1,10}") || Long.parseLong(value) < 1 || Long.parseLong(value) > most) {
            throw new UnreadableRecordingException("has a %s of %s; allowed: 1 to %d".formatted(name, value, most));
        }
        return Integer.parseInt(value);
    }
}

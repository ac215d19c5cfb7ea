package dev.solera.ingest.audio;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The bytes of a FLAC file from its marker on, with what jFLAC takes for granted made sure of: what comes first is the
 * stream's description, and nothing comes behind the end.
 */
final class FlacStream extends FilterInputStream {

    private static final int ID3_HEADER = 10;

    /** In some files jFLAC looks for the next frame for ever, where there is nothing more to read. */
    private static final int PATIENCE = 16;

    private int ends;

    private FlacStream(InputStream in) {
        super(in);
    }

    /** @throws IOException where it is no FLAC file */
    static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            skipId3(in);
            requireDescription(in);
            return new FlacStream(in);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Some programs put a tag of their own before the stream; its length has 7 bits a byte. */
    private static void skipId3(InputStream in) throws IOException {
        in.mark(ID3_HEADER);
        byte[] header = in.readNBytes(ID3_HEADER);
        if (!new String(header, StandardCharsets.ISO_8859_1).startsWith("ID3") || header.length < ID3_HEADER) {
            in.reset();
            return;
        }
        int length = 0;
        for (int i = ID3_HEADER - 4; i < ID3_HEADER; i++) {
            length = length << 7 | header[i] & 0x7F;
        }
        in.skipNBytes(length);
    }

    /** jFLAC would read any other block in its place, and believe every length in it. */
    private static void requireDescription(InputStream in) throws IOException {
        in.mark(5);
        String beginning = new String(in.readNBytes(5), StandardCharsets.ISO_8859_1);
        if (!beginning.equals("fLaC\0") && !beginning.equals("fLaC\u0080")) {
            throw new IOException("it does not begin with the stream's description");
        }
        in.reset();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = super.read(bytes, offset, length);
        if (count < 0 && ++ends > PATIENCE) {
            throw new IOException("it ends within a frame");
        }
        return count;
    }
}

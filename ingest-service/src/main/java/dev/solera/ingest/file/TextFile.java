package dev.solera.ingest.file;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A list or table that a person or a tool wrote: UTF-8, or UTF-16 where a byte order mark says so. Bytes that are neither stand
 * as in {@link FileName}.
 */
public final class TextFile {

    private static final char MARK = '\uFEFF';

    private TextFile() {}

    /** The lines that say something: neither empty nor comments, which begin with {@code #} or {@code ;;}. */
    public static List<String> lines(Path file) {
        return text(file)
                .lines()
                .filter(line -> !line.isBlank() && !isComment(line))
                .toList();
    }

    /** All of it, without its byte order mark. */
    public static String text(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            String text = isWide(bytes, 0xFE, 0xFF)
                    ? decode(bytes, StandardCharsets.UTF_16BE)
                    : isWide(bytes, 0xFF, 0xFE) ? decode(bytes, StandardCharsets.UTF_16LE) : FileName.decode(bytes);
            return text.isEmpty() || text.charAt(0) != MARK ? text : text.substring(1);
        } catch (IOException e) {
            throw new InvalidSourceException("%s cannot be read: %s".formatted(file, e), e);
        }
    }

    public static boolean isComment(String line) {
        String begin = line.stripLeading();
        return begin.startsWith("#") || begin.startsWith(";;");
    }

    private static boolean isWide(ByteBuffer bytes, int first, int second) {
        return bytes.remaining() >= 2 && (bytes.get(0) & 0xFF) == first && (bytes.get(1) & 0xFF) == second;
    }

    private static String decode(ByteBuffer bytes, Charset charset) {
        return charset.decode(bytes).toString();
    }
}

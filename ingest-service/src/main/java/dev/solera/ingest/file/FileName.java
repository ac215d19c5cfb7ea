package dev.solera.ingest.file;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The text that stands for a file: the same in every locale, and another one for every file.
 *
 * <p>To the system a name is bytes. Java turns them into text by the locale, so that under {@code LC_ALL=C} all names that
 * differ in letters beyond ASCII alone are the same text. Here they are UTF-8, and a byte that is not stands as {@code \xE9}.
 */
public final class FileName {

    private static final Pattern LIKE_A_BYTE = Pattern.compile("\\\\(?=x[0-9A-F]{2})");
    private static final String BACKSLASH = "\\x5C";

    private FileName() {}

    /**
     * The name of a file in a folder, with {@code /} between folders; empty for the folder itself.
     *
     * @param file that a walk over the folder has found
     */
    public static String of(Path folder, Path file) {
        String text = folder.relativize(file).toString().replace(File.separatorChar, '/');
        if (text.chars().allMatch(c -> c < 0x80) && !text.contains("\\")) {
            return text;
        }
        String within =
                path(file).substring(Math.min(path(folder).length(), path(file).length()));
        String decoded = decode(ByteBuffer.wrap(bytes(within)), true);
        return decoded.replaceFirst("^/", "").replaceFirst("/$", "");
    }

    /**
     * Text of bytes that are UTF-8, except where they are not: a name in a list is then what {@link #of} says.
     *
     * @param bytes to their limit
     */
    static String decode(ByteBuffer bytes) {
        return decode(bytes, false);
    }

    /**
     * What a setting names.
     *
     * @param setting as it is called
     * @throws InvalidSourceException where there can be no file of such a name, or the locale has no letters for it
     */
    public static Path path(String setting, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidSourceException(
                    "%s is %s; allowed: a path in letters of the locale, which LC_ALL=C.UTF-8 has all of"
                            .formatted(setting, text.replace('\0', ' ')),
                    e);
        }
    }

    private static String decode(ByteBuffer bytes, boolean exact) {
        StringBuilder text = new StringBuilder();
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        CharBuffer chars = CharBuffer.allocate(bytes.remaining());
        while (bytes.hasRemaining()) {
            CoderResult result = utf8.decode(bytes, chars, true);
            String sound = chars.flip().toString();
            text.append(exact ? LIKE_A_BYTE.matcher(sound).replaceAll("\\" + BACKSLASH) : sound);
            chars.clear();
            for (int i = 0; result.isError() && i < result.length(); i++) {
                text.append("\\x%02X".formatted(bytes.get() & 0xFF));
            }
        }
        return text.toString();
    }

    /** As an address has it: bytes beyond ASCII as percent signs, which no locale changes. */
    private static String path(Path path) {
        return path.toUri().getRawPath();
    }

    private static byte[] bytes(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < escaped.length(); i++) {
            if (escaped.charAt(i) == '%') {
                bytes.write(Integer.parseInt(escaped, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(escaped.charAt(i));
            }
        }
        return bytes.toByteArray();
    }
}

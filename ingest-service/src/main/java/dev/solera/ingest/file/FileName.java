package dev.solera.ingest.file;

import dev.solera.ingest.corpus.InvalidSourceException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
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

    /** A byte beyond ASCII, or a backslash, as {@link #of} has it. */
    private static final Pattern BYTE = Pattern.compile("\\\\x(5C|[89A-F][0-9A-F])");

    private FileName() {}

    /**
     * The name of a file in a folder, with {@code /} between folders; empty for the folder itself.
     *
     * @param file that a walk over the folder has found
     */
    public static String of(Path folder, Path file) {
        String text = folder.relativize(file).toString().replace(File.separatorChar, '/');
        if (isPlain(text)) {
            return text;
        }
        String within = escaped(file)
                .substring(Math.min(escaped(folder).length(), escaped(file).length()));
        String decoded = decode(ByteBuffer.wrap(bytes(within)), true);
        return decoded.replaceFirst("^/", "").replaceFirst("/$", "");
    }

    /** What {@link #path} makes the same file of, in every locale; from the root on where there are letters beyond ASCII. */
    public static String of(Path file) {
        String text = file.toString();
        return isPlain(text)
                ? text
                : decode(ByteBuffer.wrap(bytes(escaped(file))), true).replaceFirst("(?<=.)/$", "");
    }

    /**
     * Text of bytes that are UTF-8, except where they are not: a name in a list is then what {@link #of} says.
     *
     * @param bytes to their limit
     */
    public static String decode(ByteBuffer bytes) {
        return decode(bytes, false);
    }

    /**
     * What a setting names, as {@link #of} says it: whatever its bytes are, and whatever letters the locale has.
     *
     * @param setting as it is called
     * @throws InvalidSourceException where there can be no file of such a name
     */
    public static Path path(String setting, String text) {
        try {
            if (isPlain(text)) {
                return Path.of(text);
            }
            Path absolute = Path.of(URI.create("file:///" + address(text)));
            return text.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount());
        } catch (IllegalArgumentException e) {
            throw new InvalidSourceException(
                    "%s is %s; allowed: a path".formatted(setting, text.replace('\0', ' ')), e);
        }
    }

    /** Whether a name is the same text in every locale, and stands for nothing else. */
    private static boolean isPlain(String text) {
        return text.chars().allMatch(c -> c < 0x80) && !text.contains("\\");
    }

    /** As an address has it, whose bytes no locale changes. */
    private static String address(String text) {
        StringBuilder address = new StringBuilder();
        Matcher byNumber = BYTE.matcher(text);
        int at = 0;
        while (byNumber.find()) {
            appendEscaped(address, text.substring(at, byNumber.start()));
            address.append('%').append(byNumber.group(1));
            at = byNumber.end();
        }
        appendEscaped(address, text.substring(at));
        return address.toString();
    }

    private static void appendEscaped(StringBuilder address, String text) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean asIs = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '/';
            address.append(asIs ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xFF));
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
    private static String escaped(Path path) {
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

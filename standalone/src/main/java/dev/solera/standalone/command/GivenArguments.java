package dev.solera.standalone.command;

import dev.solera.ingest.file.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The arguments as they were typed. Java reads them in the letters of the locale, so that under {@code LC_ALL=C} everything
 * beyond ASCII is lost, and in a UTF-8 locale every byte that is no UTF-8: names of files among them.
 */
public final class GivenArguments {

    /** Linux keeps them: all of the process's, each with a zero behind it. */
    private static final Path TYPED = Path.of("/proc/self/cmdline");

    private GivenArguments() {}

    /**
     * @param arguments as Java has read them
     * @return as UTF-8 where they are that, and other bytes as {@link FileName} writes them; unchanged where all is ASCII, or
     *     the system does not keep them
     * @throws IOException where it keeps them and does not give them
     */
    public static String[] of(String[] arguments) throws IOException {
        if (Arrays.stream(arguments).allMatch(GivenArguments::isAscii) || !Files.isReadable(TYPED)) {
            return arguments;
        }
        byte[] bytes = Files.readAllBytes(TYPED);
        List<String> typed = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                typed.add(
                        FileName.decode(ByteBuffer.wrap(bytes, begin, i - begin).slice()));
                begin = i + 1;
            }
        }
        // Inside a process of another kind they were given in another way.
        return typed.size() >= arguments.length
                        && isSame(arguments, typed.subList(typed.size() - arguments.length, typed.size()))
                ? typed.subList(typed.size() - arguments.length, typed.size()).toArray(String[]::new)
                : arguments;
    }

    private static boolean isSame(String[] read, List<String> typed) {
        return IntStream.range(0, read.length).allMatch(i -> !isAscii(read[i]) || read[i].equals(typed.get(i)));
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}

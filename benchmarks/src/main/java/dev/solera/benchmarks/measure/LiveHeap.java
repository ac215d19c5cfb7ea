package dev.solera.benchmarks.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a Java process still holds in its heap after a full collection. */
public final class LiveHeap {

    private static final Path TOOL = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)$");

    private LiveHeap() {}

    /** @throws IllegalStateException where this Java has no tools */
    public static void requireTools() {
        if (!Files.isExecutable(TOOL)) {
            throw new IllegalStateException("%s is missing; allowed: a JDK".formatted(TOOL));
        }
    }

    /** Makes the process collect, and returns the bytes that are left. */
    public static long bytes(long pid) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(TOOL.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return bytes(histogram);
    }

    static long bytes(String histogram) {
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IllegalStateException("histogram of the heap has no total: "
                    + histogram.lines().findFirst().orElse("it is empty"));
        }
        return Long.parseLong(total.group(1));
    }
}

package dev.solera.benchmarks.measure;

import dev.solera.service.monitoring.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Linux tells about a process in {@code /proc/<pid>}. */
public final class ProcFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ProcFiles.class);
    private static final Path PROC = Path.of("/proc");
    /** Linux counts processor time in these for programs, whatever the kernel's own are. */
    private static final Duration TICK = Duration.ofMillis(10);
    /** Of the fields behind the name's closing bracket, where user and system time stand. */
    private static final int USER = 11;

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB\\s*");
    private static final long KIBI = 1024;

    private ProcFiles() {}

    /** @throws IllegalStateException where this is not Linux */
    public static void requireLinux() {
        if (!Files.isReadable(PROC.resolve("self/status"))) {
            throw new IllegalStateException("/proc/self/status cannot be read; allowed: Linux");
        }
    }

    /** Memory of a process that is in RAM, bytes. */
    public static long residentBytes(long pid) throws IOException {
        return residentBytes(Files.readAllLines(PROC.resolve(pid + "/status")));
    }

    static long residentBytes(List<String> status) {
        return ProcessMemory.residentBytes(status)
                .orElseThrow(() -> new IllegalArgumentException("status has no line VmRSS: <n> kB"));
    }

    /** The most memory that a process has ever had in RAM, bytes. */
    public static long peakBytes(long pid) throws IOException {
        return peakBytes(Files.readAllLines(PROC.resolve(pid + "/status")));
    }

    static long peakBytes(List<String> status) {
        return status.stream()
                .map(PEAK::matcher)
                .filter(Matcher::matches)
                .mapToLong(line -> Long.parseLong(line.group(1)) * KIBI)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("status has no line VmHWM: <n> kB"));
    }

    /** Processor time that a process has used, over all its threads. */
    public static Duration processorTime(long pid) throws IOException {
        return processorTime(Files.readString(PROC.resolve(pid + "/stat")));
    }

    /** Processor time that the threads of a process which have not ended have used, added up by their names. */
    public static Map<String, Duration> threadTimes(long pid) throws IOException {
        List<Path> threads;
        try (Stream<Path> found = Files.list(PROC.resolve(pid + "/task"))) {
            threads = found.toList();
        }
        Map<String, Duration> times = new HashMap<>();
        for (Path thread : threads) {
            try {
                String stat = Files.readString(thread.resolve("stat"));
                times.merge(name(stat), processorTime(stat), Duration::plus);
            } catch (NoSuchFileException e) {
                LOG.debug("thread ended meanwhile thread={}", thread);
            }
        }
        return times;
    }

    static String name(String stat) {
        return stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    }

    /** The name may hold blanks and brackets, so that fields are counted from its end. */
    static Duration processorTime(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return TICK.multipliedBy(Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1]));
    }
}

package dev.solera.benchmarks.measure;

import dev.solera.service.monitoring.ProcessMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What Linux tells about a process in {@code /proc/<pid>}. */
public final class ProcFiles {

    private static final Path PROC = Path.of("/proc");
    /** Linux counts processor time in these for programs, whatever the kernel's own are. */
    private static final Duration TICK = Duration.ofMillis(10);
    /** Of the fields behind the name's closing bracket, where user and system time stand. */
    private static final int USER = 11;

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

    /** Processor time that a process has used, over all its threads. */
    public static Duration processorTime(long pid) throws IOException {
        return processorTime(Files.readString(PROC.resolve(pid + "/stat")));
    }

    /** The name may hold blanks and brackets, so that fields are counted from its end. */
    static Duration processorTime(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return TICK.multipliedBy(Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1]));
    }
}

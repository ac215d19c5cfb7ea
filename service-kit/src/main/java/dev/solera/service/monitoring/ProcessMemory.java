package dev.solera.service.monitoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of the machine's memory the process uses, {@code process_resident_memory_bytes}: the engine's tensors lie
 * outside the heap, where the JVM's own meters do not see them. Only available on Linux.
 */
public final class ProcessMemory implements MeterBinder {

    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s*(\\d+) kB\\s*");

    private final Path status;

    /** @param status the kernel's file about the process */
    ProcessMemory(Path status) {
        this.status = status;
    }

    public static ProcessMemory ofThisProcess() {
        return new ProcessMemory(Path.of("/proc/self/status"));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (Files.isReadable(status)) {
            Gauge.builder("process.resident.memory", this, ProcessMemory::resident)
                    .baseUnit("bytes")
                    .description("memory of the process that is in RAM, heap and native")
                    .register(registry);
        }
    }

    private double resident() {
        try {
            OptionalLong bytes = residentBytes(Files.readAllLines(status));
            return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Resident memory of a process in bytes; empty if it has ended and only awaits its parent.
     *
     * @param status lines of the kernel's file, of which one is {@code VmRSS:  123456 kB}
     */
    public static OptionalLong residentBytes(List<String> status) {
        return status.stream()
                .map(RESIDENT::matcher)
                .filter(Matcher::matches)
                .mapToLong(line -> Long.parseLong(line.group(1)) * 1024)
                .findFirst();
    }
}

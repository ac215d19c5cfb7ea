package dev.solera.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What the process takes of the machine's memory, {@code process_resident_memory_bytes}: the engine's tensors lie outside the
 * heap, where the virtual machine's own meters do not see them. Linux alone tells; elsewhere there is no such meter.
 */
final class ProcessMemory implements MeterBinder {

    private static final String RESIDENT = "VmRSS:";

    private final Path status;

    /** @param status the kernel's file about the process */
    ProcessMemory(Path status) {
        this.status = status;
    }

    static ProcessMemory ofThisProcess() {
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

    /** Bytes: the line is {@code VmRSS:  123456 kB}. */
    private double resident() {
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .map(line -> line.substring(RESIDENT.length()).strip().split(" ")[0])
                    .mapToDouble(kilobytes -> Long.parseLong(kilobytes) * 1024.0)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

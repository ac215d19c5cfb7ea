package dev.solera.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The class of machine that computes: kernels are chosen by it, so bits compare within one class only. */
public final class Machine {

    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final List<String> LEVELS = List.of("avx512_bf16", "avx512f", "avx2");

    private Machine() {}

    /** Operating system, architecture, vector instructions, Java. */
    public static Map<String, String> describe() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("os", System.getProperty("os.name"));
        machine.put("arch", System.getProperty("os.arch"));
        machine.put("cpu-features", cpuFeatures());
        machine.put("java", Runtime.version().toString());
        return machine;
    }

    /** The widest vector instructions that kernels choose by; {@code unknown} where the system does not tell. */
    private static String cpuFeatures() {
        if (!Files.isReadable(CPU)) {
            return "unknown";
        }
        try {
            Set<String> flags = Files.readAllLines(CPU).stream()
                    .filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line ->
                            Set.of(line.substring(line.indexOf(':') + 1).strip().split(" ")))
                    .orElse(Set.of());
            return LEVELS.stream().filter(flags::contains).findFirst().orElse("baseline");
        } catch (IOException e) {
            return "unknown: " + e.getMessage();
        }
    }
}

package dev.solera.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A set of vector instructions that the engine's kernels are held to, whatever the processor could do beyond. Each of the
 * engine's three libraries (ATen, oneDNN, MKL) chooses for itself, and takes its limit from a variable of its own when the
 * process starts. At none of them are bits the same across makers of processors: MKL promises that for the lowest, and there an AMD EPYC
 * came to others than a Xeon all the same.
 */
enum CpuLevel {
    SSE41("default", "SSE41", "COMPATIBLE", Set.of("flags:sse4_1", "vendor_id:GenuineIntel")),
    AVX2("avx2", "AVX2", "AVX2", Set.of("flags:avx2", "flags:fma", "vendor_id:GenuineIntel")),
    AVX512(
            "avx512",
            "AVX512_CORE",
            "AVX512",
            Set.of("flags:avx512f", "flags:avx512bw", "flags:avx512vl", "flags:avx512dq", "vendor_id:GenuineIntel"));

    /** What a process must not inherit where its level is to be its own choice or another's. */
    static final List<String> VARIABLES = List.of(
            "ATEN_CPU_CAPABILITY",
            "ONEDNN_MAX_CPU_ISA",
            "DNNL_MAX_CPU_ISA",
            "MKL_CBWR",
            "MKL_ENABLE_INSTRUCTIONS",
            "ONEDNN_DEFAULT_FPMATH_MODE",
            "DNNL_DEFAULT_FPMATH_MODE");

    private static final Path CPU = Path.of("/proc/cpuinfo");

    private final Map<String, String> environment;
    private final Set<String> needed;

    CpuLevel(String aten, String oneDnn, String mkl, Set<String> needed) {
        this.environment = Map.of("ATEN_CPU_CAPABILITY", aten, "ONEDNN_MAX_CPU_ISA", oneDnn, "MKL_CBWR", mkl);
        this.needed = needed;
    }

    /** The variables that hold a process to this level. */
    Map<String, String> environment() {
        return environment;
    }

    /** What this machine's processor lacks for this level; empty where it can be held to it. */
    Set<String> missing() throws IOException {
        Set<String> here = processor();
        return needed.stream().filter(entry -> !here.contains(entry)).collect(Collectors.toSet());
    }

    /** Maker and instructions of the processor, such as {@code vendor_id:GenuineIntel} and {@code flags:avx2}. */
    private static Set<String> processor() throws IOException {
        if (!Files.isReadable(CPU)) {
            return Set.of();
        }
        return Files.readAllLines(CPU).stream()
                .filter(line -> line.startsWith("flags") || line.startsWith("vendor_id"))
                .flatMap(line -> {
                    String[] entry = line.split("\\s*:\\s*", 2);
                    return List.of(entry[1].split(" ")).stream().map(value -> entry[0] + ":" + value);
                })
                .collect(Collectors.toSet());
    }
}

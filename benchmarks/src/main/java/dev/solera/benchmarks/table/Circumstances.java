package dev.solera.benchmarks.table;

import dev.solera.checkpoint.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What a table holds on: the machine, how busy it was with something else, and the versions.
 *
 * @param lines of Markdown
 */
public record Circumstances(List<String> lines) {

    private static final Path CPU = Path.of("/proc/cpuinfo");
    private static final Path MEMORY = Path.of("/proc/meminfo");
    /** What decides how fast matrix products can be. */
    private static final List<String> FEATURES =
            List.of("avx2", "avx512f", "avx512_bf16", "amx_bf16", "asimd", "bf16", "sve");

    private static final double KIBI_A_GIBI = 1 << 20;

    public Circumstances {
        lines = List.copyOf(lines);
    }

    /**
     * As they are now, before the first measurement.
     *
     * @param command that makes the tables
     */
    public static Circumstances now(String command) throws IOException {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        return new Circumstances(List.of(
                "- Command: `%s`".formatted(command),
                "- Machine: %s, %d processors (%s), %.1f GiB, %s %s"
                        .formatted(
                                value(CPU, "model name"),
                                Runtime.getRuntime().availableProcessors(),
                                String.join(" ", features()),
                                Long.parseLong(value(MEMORY, "MemTotal").split(" ")[0]) / KIBI_A_GIBI,
                                System.getProperty("os.name"),
                                System.getProperty("os.version")),
                String.format(Locale.ROOT, "- Load average before: %.2f", load),
                "- Versions: Java %s, Kafka %s".formatted(Runtime.version(), AppInfoParser.getVersion()),
                "- Date: " + LocalDate.now()));
    }

    private static List<String> features() throws IOException {
        List<String> flags = new ArrayList<>(List.of((value(CPU, "flags") + " " + value(CPU, "Features")).split(" ")));
        flags.retainAll(FEATURES);
        return flags.isEmpty() ? List.of(Machine.describe().get("cpu-features")) : flags;
    }

    /** The first value of a key in a file of Linux; {@code unknown} where it is not there. */
    private static String value(Path file, String key) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(key) && line.contains(":"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        }
    }
}

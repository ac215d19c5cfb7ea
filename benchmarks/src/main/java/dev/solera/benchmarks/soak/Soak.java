package dev.solera.benchmarks.soak;

import dev.solera.benchmarks.measure.BrokerDisk;
import dev.solera.benchmarks.measure.LiveHeap;
import dev.solera.benchmarks.measure.Preload;
import dev.solera.benchmarks.measure.ProcFiles;
import dev.solera.benchmarks.measure.RunningStack;
import dev.solera.harness.process.ChildProcess;
import dev.solera.harness.process.ProcessSettings;
import dev.solera.harness.process.ProcessSettings.Listener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A run on an endless source with every service as a process, whose memory and disk are read every second.
 *
 * <p>Heaps are taken from the system whole at the start, so that what is seen to grow is native: engine, buffers, threads,
 * classes and compiled code. What grows inside a heap is seen in what is live after a full collection; there is one behind
 * the readings of the baseline, and one behind the last.
 */
public final class Soak {

    /** A fixed heap, large enough for each of the services. */
    public static final List<String> OPTIONS =
            List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

    /** What the services' images have: with glibc's own allocator memory creeps for thousands of steps. */
    private static final String ALLOCATOR = "libjemalloc.so.2";

    public static final Map<String, String> ENVIRONMENT =
            Map.of(Preload.VARIABLE, ALLOCATOR, "MALLOC_CONF", "oversize_threshold:0");

    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_WORDS = Duration.ofSeconds(30);

    private final SoakSettings settings;
    private final Consumer<String> say;
    private final List<Reading> readings = new ArrayList<>();
    private final long begin = System.nanoTime();
    private long spoken = begin;

    /** @param say told how far it has come, a line each */
    public Soak(SoakSettings settings, Consumer<String> say) {
        this.settings = settings;
        this.say = say;
    }

    /** @throws IllegalStateException where the allocator is not installed */
    public static void requireAllocator() throws IOException, InterruptedException {
        Preload.require(ALLOCATOR, "libjemalloc2");
    }

    /**
     * Runs to the end and leaves its files in the folder.
     *
     * @throws IllegalStateException where a process ends, or a service fails
     */
    public SoakReport run() throws IOException, InterruptedException {
        SoakReport report = watch();
        SoakFiles.writePicture(report);
        return report;
    }

    private SoakReport watch() throws IOException, InterruptedException {
        Optional<Map<String, Long>> baseline = Optional.empty();
        try (RunningStack running = new RunningStack(processes())) {
            long step = 0;
            while (step < settings.steps()) {
                Thread.sleep(BETWEEN_READINGS.toMillis());
                running.requireSound();
                step = read(running);
                if (baseline.isEmpty() && step > settings.baseline() + settings.window()) {
                    baseline = Optional.of(liveHeaps(running));
                }
            }
            return new SoakReport(settings, readings, baseline.orElseThrow(), liveHeaps(running));
        }
    }

    private ProcessSettings processes() {
        return new ProcessSettings(
                settings.definition(),
                "soak",
                Map.of(),
                Map.of("solera.ingest.source", "synthetic:speech"),
                Map.of(),
                Set.of(Listener.PROBE, Listener.GATEWAY),
                OPTIONS,
                ENVIRONMENT,
                settings.folder());
    }

    /** Returns the step that all modules had made. */
    private long read(RunningStack running) throws IOException {
        SortedMap<String, Long> resident = new TreeMap<>();
        for (ChildProcess process : running.stack().processes()) {
            resident.put(process.name(), ProcFiles.residentBytes(process.pid()));
        }
        long step = running.steps().everywhere();
        Reading reading = new Reading(
                step,
                (System.nanoTime() - begin) * 1e-9,
                resident,
                BrokerDisk.of(running.stack().broker(), settings.definition()));
        readings.add(reading);
        SoakFiles.append(reading, settings);
        if (System.nanoTime() - spoken >= BETWEEN_WORDS.toNanos()) {
            spoken = System.nanoTime();
            say.accept("%,7d of %,d steps, %.1f a second"
                    .formatted(step, settings.steps(), step / ((spoken - begin) * 1e-9)));
        }
        return step;
    }

    private static Map<String, Long> liveHeaps(RunningStack running) throws IOException, InterruptedException {
        Map<String, Long> live = new LinkedHashMap<>();
        for (ChildProcess process : running.stack().processes()) {
            live.put(process.name(), LiveHeap.bytes(process.pid()));
        }
        return live;
    }
}

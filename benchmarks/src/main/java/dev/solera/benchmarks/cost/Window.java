package dev.solera.benchmarks.cost;

import dev.solera.benchmarks.measure.RunningStack;
import dev.solera.harness.process.ProcessSettings;
import dev.solera.harness.process.ProcessStack;
import dev.solera.ingest.IngestProperties;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Placement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.util.FileSystemUtils;

/**
 * A while of a run that has just been started, all services and the broker as processes.
 *
 * @param stepsPerSecond of every module
 * @param secondsPerStep of processor, all processes together, for a step of all modules
 */
public record Window(double stepsPerSecond, double secondsPerStep) {

    private static final int MEBI = 1 << 20;
    /** A module has batches of what it reads and hands on in its queues, on their way in and out, and in hand. */
    private static final int BATCHES = 8;

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    /** By then everything is loaded, and topics and queues are as full as they get. */
    private static final long WARM_UP_STEPS = 8;

    private static final Map<String, Object> NO_CHECKPOINTS =
            Map.of("solera.module.checkpoint.steps", Long.MAX_VALUE, "solera.module.checkpoint.interval", "1000d");

    /** Java's options for every process: the heap may grow to a gibibyte, or to so many batches of the largest stage. */
    static List<String> options(PipelineDefinition definition) {
        long largest = definition.stages().stream()
                .mapToLong(stage -> (long) stage.shape().size() * Float.BYTES)
                .max()
                .orElseThrow();
        long batches = BATCHES * definition.batch() * largest / MEBI;
        return List.of("-XX:+UseSerialGC", "-Xmx%dm".formatted(Math.max(1024, batches)));
    }

    /**
     * Starts a run on the built-in source, looks at it for a while and ends it. Of its folder the logs stay.
     *
     * @param length of the while
     * @param checkpoints whether they are written, at the default interval
     */
    static Window of(PipelineDefinition definition, Duration length, boolean checkpoints, Path folder)
            throws IOException, InterruptedException {
        ProcessSettings processes = new ProcessSettings(
                definition,
                "cost",
                Map.of(),
                Map.of("solera.ingest.source", IngestProperties.BUILT_IN),
                checkpoints ? Map.of() : NO_CHECKPOINTS,
                Set.of(),
                options(definition),
                Map.of(),
                folder);
        try (RunningStack running = new RunningStack(processes)) {
            await(running);
            Window window = look(running, length);
            requireCheckpoints(running.stack(), definition.placement(), checkpoints);
            return window;
        } finally {
            FileSystemUtils.deleteRecursively(folder.resolve("broker"));
            FileSystemUtils.deleteRecursively(folder.resolve("checkpoints"));
        }
    }

    private static void await(RunningStack running) throws InterruptedException {
        long begin = System.nanoTime();
        while (running.steps().everywhere() < WARM_UP_STEPS) {
            running.requireSound();
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new IllegalStateException("step %d takes longer than %d min; allowed: a faster machine"
                        .formatted(WARM_UP_STEPS, PATIENCE.toMinutes()));
            }
            Thread.sleep(LOOK.toMillis());
        }
    }

    private static Window look(RunningStack running, Duration length) throws IOException, InterruptedException {
        long fromMillis = System.currentTimeMillis();
        long from = System.nanoTime();
        Duration before = running.processorTime();
        while (System.nanoTime() - from < length.toNanos()) {
            Thread.sleep(LOOK.toMillis());
            running.requireSound();
        }
        double used = running.processorTime().minus(before).toNanos() / (double) (System.nanoTime() - from);
        double rate = running.steps().rate(fromMillis, System.currentTimeMillis());
        return new Window(rate, used / rate);
    }

    /** A comparison of two runs that do the same would say that checkpoints cost nothing. */
    private static void requireCheckpoints(ProcessStack stack, Placement placement, boolean expected) {
        for (ModuleRange modules : placement.services()) {
            boolean found = stack.hasCheckpoint(modules.service());
            if (found != expected) {
                throw new IllegalStateException("%s has %s; allowed: a longer window"
                        .formatted(
                                modules.service(),
                                found ? "checkpoints in a window without" : "none in a window with"));
            }
        }
    }
}

package dev.solera.benchmarks.cost;

import dev.solera.benchmarks.measure.RunningStack;
import dev.solera.benchmarks.measure.TopicBytes;
import dev.solera.harness.process.ProcessSettings;
import dev.solera.harness.process.ProcessStack;
import dev.solera.ingest.IngestProperties;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.Placement;
import dev.solera.stream.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.util.FileSystemUtils;

/**
 * A while of a run that has just been started, all services and the broker as processes.
 *
 * @param stepsPerSecond of every module
 * @param secondsPerStep of processor, all processes together, for a step of all modules
 * @param usage where that goes, and what samples take on their way
 */
public record Window(double stepsPerSecond, double secondsPerStep, Usage usage) {

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
    public static List<String> options(PipelineDefinition definition) {
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
            Window window = look(running, definition, length);
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

    private static Window look(RunningStack running, PipelineDefinition definition, Duration length)
            throws IOException, InterruptedException {
        long fromMillis = System.currentTimeMillis();
        long from = System.nanoTime();
        Map<Work, Duration> before = Usage.soFar(running);
        while (System.nanoTime() - from < length.toNanos()) {
            Thread.sleep(LOOK.toMillis());
            running.requireSound();
        }
        Map<Work, Duration> after = Usage.soFar(running);
        double nanos = System.nanoTime() - from;
        long toMillis = System.currentTimeMillis();
        double rate = running.steps().rate(fromMillis, toMillis);
        Map<Work, Double> perStep = new EnumMap<>(Work.class);
        after.forEach((work, used) -> perStep.put(
                work, used.minus(before.getOrDefault(work, Duration.ZERO)).toNanos() / nanos / rate));
        double all = perStep.values().stream().mapToDouble(Double::doubleValue).sum();
        var usage = new Usage(perStep, running.steps().busy(fromMillis, toMillis), topics(running, definition));
        return new Window(rate, all, usage);
    }

    private static Map<Integer, TopicBytes> topics(RunningStack running, PipelineDefinition definition)
            throws IOException {
        Map<Integer, TopicBytes> topics = new TreeMap<>();
        for (int depth : definition.placement().topicDepths()) {
            TopicBytes sum = new TopicBytes(0, 0);
            for (int p = 0; p < definition.wire().partitions(); p++) {
                String partition = new Topics(definition.pipeline()).activations(depth) + "-" + p;
                sum = sum.plus(TopicBytes.of(running.stack().broker().resolve(partition)));
            }
            topics.put(depth, sum);
        }
        return topics;
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

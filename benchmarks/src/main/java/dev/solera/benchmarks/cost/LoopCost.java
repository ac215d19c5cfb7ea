package dev.solera.benchmarks.cost;

import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.benchmarks.measure.ProcFiles;
import dev.solera.harness.process.ChildProcess;
import dev.solera.ingest.IngestProperties;
import dev.solera.ingest.plan.SampleSequence;
import dev.solera.learning.LockStepLoop;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.service.lifecycle.NeutralLocale;
import dev.solera.standalone.train.IngestSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What training costs without a pipeline: the loop over all modules in one process, which reads and makes the same samples.
 *
 * @param secondsPerStep of processor, all threads of the process, for a step of all modules
 */
record LoopCost(double secondsPerStep) {

    private static final String STEPS = "solera.ingest.steps";
    private static final String FOUND = "seconds-per-step=";

    /**
     * Measures in processes of their own, with the options that the pipeline's have: neither finds anything warm. There are as many at a
     * time as modules of a pipeline train at a time, since processors that share caches and memory are each slower for it.
     *
     * @param steps that are counted, behind as many that are not
     * @param folder new; gets the definition, and what the processes print
     * @return the mean over the processes
     * @throws IllegalStateException where a process fails
     */
    static LoopCost inProcesses(PipelineDefinition definition, int steps, Path folder)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path pipeline = folder.resolve("pipeline.yaml");
        Files.writeString(pipeline, PipelineDefinitions.format(definition));
        int together = Math.min(Runtime.getRuntime().availableProcessors(), definition.depth());
        List<ChildProcess> processes = IntStream.rangeClosed(1, together)
                .mapToObj(number -> new ChildProcess(
                        "loop-" + number,
                        Window.options(definition),
                        Map.of(),
                        LoopCost.class.getName(),
                        List.of(pipeline.toString(), Integer.toString(steps)),
                        folder.resolve("loop-%d.log".formatted(number))))
                .toList();
        double sum = 0;
        try {
            processes.forEach(process -> process.start(List.of()));
            for (ChildProcess process : processes) {
                sum += found(process);
            }
        } finally {
            for (ChildProcess process : processes) {
                process.kill();
            }
        }
        return new LoopCost(sum / together);
    }

    private static double found(ChildProcess process) throws IOException, InterruptedException {
        int status = process.await();
        return Files.readAllLines(process.log()).stream()
                .filter(line -> status == 0 && line.startsWith(FOUND))
                .map(line -> Double.parseDouble(line.substring(FOUND.length())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "loop ended with status %d; see %s".formatted(status, process.log())));
    }

    /** What runs in that process. */
    public static void main(String[] arguments) throws IOException {
        NeutralLocale.use();
        int steps = Integer.parseInt(arguments[1]);
        System.out.println(
                FOUND + of(PipelineDefinitions.load(arguments[0]), steps, steps).secondsPerStep());
    }

    /**
     * @param warmUp steps before anything is counted
     * @param steps that are counted
     */
    private static LoopCost of(PipelineDefinition definition, int warmUp, int steps) throws IOException {
        IngestProperties ingest = IngestSettings.check(Map.of(
                "solera.ingest.source",
                IngestProperties.BUILT_IN,
                STEPS,
                warmUp + steps,
                "solera.ingest.evaluation-limit",
                1));
        var samples = new SampleSequence(
                definition, ingest.openCorpus(definition), ingest.length(), ingest.evaluationLimit());
        Counted counted = new Counted(samples.learning(), (long) warmUp * definition.batch());
        try (LockStepLoop loop = new LockStepLoop(definition)) {
            loop.run(() -> counted, top -> {});
            return new LoopCost(used().minus(counted.before).toNanos() * 1e-9 / steps);
        }
    }

    private static Duration used() throws IOException {
        return ProcFiles.processorTime(ProcessHandle.current().pid());
    }

    /** The training samples of a run; it looks at the processor's time when the warm-up's are taken. */
    private static final class Counted implements Iterator<Sample> {

        private final Iterator<Sample> samples;
        private final long warmUp;
        private long trained;
        private Duration before = Duration.ZERO;

        Counted(Iterator<Sample> samples, long warmUp) {
            this.samples = samples;
            this.warmUp = warmUp;
        }

        @Override
        public boolean hasNext() {
            return samples.hasNext();
        }

        @Override
        public Sample next() {
            Sample taken = samples.next();
            if (taken.purpose() == Purpose.TRAIN && trained++ == warmUp) {
                try {
                    before = used();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return taken;
        }
    }
}

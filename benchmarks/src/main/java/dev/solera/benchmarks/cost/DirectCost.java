package dev.solera.benchmarks.cost;

import com.sun.management.OperatingSystemMXBean;
import dev.solera.activation.Purpose;
import dev.solera.checkpoint.Checkpoint;
import dev.solera.checkpoint.CheckpointStore;
import dev.solera.checkpoint.FolderCheckpoints;
import dev.solera.checkpoint.InputPosition;
import dev.solera.checkpoint.InvalidCheckpointException;
import dev.solera.checkpoint.Provenance;
import dev.solera.learning.LearningModule;
import dev.solera.learning.TrainerState;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one checkpoint of one module costs by itself, with nothing else going on in this process.
 *
 * @param module from 1
 * @param bytes of its file
 * @param held how long the training thread copies the state, the median
 * @param processor time for copying, encoding, writing and what the collector does after it, the mean
 */
public record DirectCost(int module, long bytes, Duration held, Duration processor) {

    private static final int WARM_UP = 10;
    private static final int CHECKPOINTS = 20;

    /** @param folder that checkpoints are written to */
    static DirectCost of(PipelineDefinition definition, int number, Path folder)
            throws IOException, InvalidCheckpointException {
        Provenance owner = new Provenance("cost", definition, ModuleRange.of(number));
        CheckpointStore store = new FolderCheckpoints(folder, owner, 2);
        long epoch = store.acquire();
        try (LearningModule module = LearningModule.initial(definition, number)) {
            for (int i = 1; i <= WARM_UP; i++) {
                store.write(epoch, copy(owner, module, i), Long.MAX_VALUE);
            }
            List<Long> held = new ArrayList<>();
            long before = processorNanos();
            for (int i = 1; i <= CHECKPOINTS; i++) {
                long begin = System.nanoTime();
                Checkpoint checkpoint = copy(owner, module, WARM_UP + i);
                held.add(System.nanoTime() - begin);
                store.write(epoch, checkpoint, Long.MAX_VALUE);
            }
            Duration processor = Duration.ofNanos((processorNanos() - before) / CHECKPOINTS);
            Collections.sort(held);
            return new DirectCost(number, size(folder), Duration.ofNanos(held.get(CHECKPOINTS / 2)), processor);
        }
    }

    /** What the training thread of a module service does. */
    private static Checkpoint copy(Provenance owner, LearningModule module, long samples) {
        var progress = new TrainerState.Progress(samples, 0, false);
        List<Long> taken = new ArrayList<>(Collections.nCopies(Purpose.values().length, 0L));
        taken.set(Purpose.TRAIN.ordinal(), samples);
        return new Checkpoint(
                owner.at(module.step(), samples),
                new TrainerState(List.of(module.state()), progress),
                List.of(new InputPosition(samples, taken, 0, false)));
    }

    private static long processorNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).max().orElseThrow();
        }
    }

    /** Processor time as a share of one processor, at the default interval. */
    double share() {
        return processor.toNanos() / (double) CostSettings.INTERVAL.toNanos();
    }
}

package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.activation.Purpose;
import dev.solera.objective.Batch;
import dev.solera.pipeline.PipelineDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A step leaves nothing behind in native memory. */
class NativeMemoryTest {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int WARM = 4_000;
    private static final int STEPS = 10_000;
    private static final int ROUNDS = 3;

    /** Kilobytes; one leaked activation a step, of a kilobyte and more, would be 10,000. */
    private static final long LEAK = 8_000;

    @Test
    void shouldStayFlatOverTenThousandSteps() throws IOException {
        assumeTrue(Files.isReadable(STATUS), "resident memory is read from /proc, which this system lacks");
        PipelineDefinition pipeline = TestPipelines.small();
        List<float[]> batch = IntStream.range(0, pipeline.batch())
                .mapToObj(i -> TestPipelines.sample(pipeline, i, Purpose.TRAIN).values())
                .toList();
        long[] valid = batch.stream().mapToLong(values -> values.length).toArray();
        try (LearningModule module = LearningModule.initial(pipeline, 1)) {
            // given
            train(module, batch, valid, WARM);

            // when
            List<Long> growths = new ArrayList<>();
            do {
                long before = residentKilobytes();
                train(module, batch, valid, STEPS);
                growths.add(residentKilobytes() - before);
            } while (growths.size() < ROUNDS && Collections.min(growths) >= LEAK);

            // then: a leak is there in every round; what the virtual machine takes for itself now and then is not
            assertThat(growths)
                    .as("kB more after %d steps, by round", STEPS)
                    .anySatisfy(growth -> assertThat(growth).isLessThan(LEAK));
        }
    }

    private static void train(LearningModule module, List<float[]> batch, long[] valid, int steps) {
        Batch step = new Batch(batch, valid, Map.of());
        for (int i = 0; i < steps; i++) {
            module.train(step);
        }
    }

    /** Resident memory; the heap is fixed and resident from the start, so what grows is native. */
    private static long residentKilobytes() throws IOException {
        System.gc();
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}

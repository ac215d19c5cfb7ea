package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.definition.ActivationShape;
import dev.solera.engine.ComputeDevice;
import dev.solera.objective.Batch;
import dev.solera.pipeline.Arithmetic;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither a step nor an encoding leaves anything behind in native memory. */
class NativeMemoryTest {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int WARM = 1_000;
    private static final int CALLS = 2_500;
    private static final int ROUNDS = 4;

    /** Kilobytes; one leaked tensor a call, of 200 floats and its handle, would be 2,500. */
    private static final long LEAK = 2_000;

    /**
     * Module 1 trains on sub-windows where negatives are shared, module 2 on whole sequences; module 3 is a GRU. In bfloat16 module 2 takes
     * gradients at the steps that its loss looks at, which are fewer than all, and the GRU has its own by hand.
     */
    static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of(2, "encodes", "shared", Arithmetic.FLOAT32),
                Arguments.of(3, "encodes", "shared", Arithmetic.FLOAT32),
                Arguments.of(1, "trains", "shared", Arithmetic.FLOAT32),
                Arguments.of(2, "trains", "shared", Arithmetic.FLOAT32),
                Arguments.of(3, "trains", "shared", Arithmetic.FLOAT32),
                Arguments.of(1, "trains", "per-position", Arithmetic.FLOAT32),
                Arguments.of(3, "trains", "per-position", Arithmetic.FLOAT32),
                Arguments.of(3, "encodes", "shared", Arithmetic.BFLOAT16),
                Arguments.of(1, "trains", "shared", Arithmetic.BFLOAT16),
                Arguments.of(2, "trains", "shared", Arithmetic.BFLOAT16),
                Arguments.of(3, "trains", "shared", Arithmetic.BFLOAT16));
    }

    /** A tensor that is left in the module's keeping; resident memory may hide a small one in what was free before. */
    @ParameterizedTest(name = "module {0} {1}, negatives {2}, {3}")
    @MethodSource("calls")
    void shouldKeepNoTensorOfACall(int number, String does, String negatives, Arithmetic arithmetic) {
        PipelineDefinition pipeline = pipeline(negatives, arithmetic);
        try (LearningModule module = LearningModule.initial(pipeline, number)) {
            // given
            Runnable call = call(pipeline, number, module, does);
            call.run();
            int before = tensors(module);

            // when
            repeat(call, 10);

            // then
            assertThat(before).isPositive();
            assertThat(tensors(module)).isEqualTo(before);
        }
    }

    private static int tensors(LearningModule module) {
        return module.live()
                .arrays()
                .values()
                .iterator()
                .next()
                .getManager()
                .getManagedArrays()
                .size();
    }

    @ParameterizedTest(name = "module {0} {1}, negatives {2}, {3}")
    @MethodSource("calls")
    void shouldStayFlatOverThousandsOfCalls(int number, String does, String negatives, Arithmetic arithmetic)
            throws IOException {
        assumeTrue(Files.isReadable(STATUS), "resident memory is read from /proc, which this system lacks");
        PipelineDefinition pipeline = pipeline(negatives, arithmetic);
        try (LearningModule module = LearningModule.initial(pipeline, number)) {
            // given
            Runnable call = call(pipeline, number, module, does);
            repeat(call, WARM);

            // when
            List<Long> growths = new ArrayList<>();
            do {
                long before = residentKilobytes();
                repeat(call, CALLS);
                growths.add(residentKilobytes() - before);
            } while (growths.size() < ROUNDS && Collections.min(growths) >= LEAK);

            // then: a leak is there in every round; what the virtual machine takes for itself now and then is not
            assertThat(growths)
                    .as("kB more after %d calls, by round", CALLS)
                    .anySatisfy(growth -> assertThat(growth).isLessThan(LEAK));
        }
    }

    private static Runnable call(PipelineDefinition pipeline, int number, LearningModule module, String does) {
        List<float[]> batch = batch(pipeline, number);
        Batch step = new Batch(batch, new long[] {200, 90}, Map.of());
        return does.equals("trains") ? () -> module.train(step) : () -> module.encode(batch);
    }

    private static PipelineDefinition pipeline(String negatives, Arithmetic arithmetic) {
        PipelineDefinition pipeline = PipelineDefinitions.parse("""
                pipeline: memory
                input: {kind: audio, sample-rate: 8000, window: 200}
                batch: 2
                learning-rate: 1e-3
                seed: 11
                loss: {prediction-steps: 2, sub-window: 4, negatives: {form: %s, count: 8}}
                modules:
                  - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
                    loss: {windowed: %s}
                  - encoder: [{channels: 8, kernel: 4, stride: 4, padding: 1}]
                  - context: {hidden: 6}
                """.formatted(negatives, negatives.equals("shared")));
        PipelineDefinition best = ChosenProducts.resolve(pipeline.computedIn(Arithmetic.AUTO), ComputeDevice.CPU);
        assumeTrue(
                arithmetic == Arithmetic.FLOAT32 || best.arithmetic() == arithmetic,
                "products in bfloat16 do not pay on this processor");
        return pipeline.computedIn(arithmetic);
    }

    private static List<float[]> batch(PipelineDefinition pipeline, int number) {
        ActivationShape input = pipeline.stages().get(number - 1).shape();
        return IntStream.range(0, pipeline.batch())
                .mapToObj(i -> {
                    SplittableRandom random = Seeds.generator(1, "memory", i);
                    float[] values = new float[input.size()];
                    IntStream.range(0, values.length).forEach(t -> values[t] = (float) random.nextGaussian());
                    return values;
                })
                .toList();
    }

    private static void repeat(Runnable call, int times) {
        for (int i = 0; i < times; i++) {
            call.run();
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

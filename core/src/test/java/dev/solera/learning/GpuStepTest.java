package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.solera.activation.Sample;
import dev.solera.engine.ComputeDevice;
import dev.solera.engine.Gpu;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Modules on a GPU, where there is one: they compute what processors compute, but for rounding. */
class GpuStepTest {

    /** Nats: factors on a GPU may have ten bits behind the point. */
    private static final Offset<Double> ROUNDING = Offset.offset(1e-3);

    private static final ModuleRange ALL = new ModuleRange(1, 3);

    private final PipelineDefinition pipeline = TestPipelines.small();
    private final List<Sample> input = TestPipelines.stream(pipeline, 24, 4);

    /** How the steps of all modules went, and what the modules have come to. */
    private record Outcome(List<StepReport> steps, TrainerState state) {}

    @BeforeEach
    void findAGpu() {
        assumeTrue(Gpu.isThere(), "libtorch computes on no GPU here");
    }

    @Test
    void shouldLoseWhatIsLostOnProcessors() {
        // given
        List<StepReport> expected = train(ComputeDevice.CPU).steps();

        // when
        List<StepReport> steps = train(Gpu.FIRST).steps();

        // then
        assertThat(steps).hasSameSizeAs(expected).isNotEmpty();
        for (int i = 0; i < steps.size(); i++) {
            StepReport there = steps.get(i);
            StepReport here = expected.get(i);
            assertThat(there.loss()).as("step %d", i).isCloseTo(here.loss(), ROUNDING);
            assertThat(there.deadChannels()).as("step %d", i).isEqualTo(here.deadChannels());
        }
    }

    @Test
    void shouldComeToTheSameBitsAgain() {
        assertEqual(train(Gpu.FIRST).state(), train(Gpu.FIRST).state());
    }

    @Test
    void shouldTakeUpWhatProcessorsCameToWithoutLosingABit() {
        // given
        TrainerState state = train(ComputeDevice.CPU).state();

        // when
        try (ModuleChain elsewhere = ModuleChain.restored(pipeline, ALL, state, Gpu.FIRST, (report, module) -> {})) {
            // then
            assertEqual(elsewhere.state(), state);
        }
    }

    @Test
    void shouldKeepNothingOfStepsEncodingsCopiesAndSnapshots() {
        try (ModuleChain chain = new ModuleChain(pipeline, ALL, Beginning.DRAWN, Gpu.FIRST, (report, module) -> {})) {
            // given
            input.subList(0, 15).forEach(chain::accept);
            copyOut(chain);
            int before = held(chain);

            // when
            input.subList(15, input.size()).forEach(chain::accept);
            chain.finish();
            copyOut(chain);

            // then
            assertThat(held(chain)).isEqualTo(before);
        }
    }

    /** What is copied for a checkpoint, and what module 1 makes for two snapshots. */
    private void copyOut(ModuleChain chain) {
        chain.state();
        for (int i = 0; i < 2; i++) {
            chain.module(1).encodeInFloat32(input.get(i).values());
        }
    }

    /** Tensors that module 1 keeps. */
    private static int held(ModuleChain chain) {
        return chain.module(1)
                .live()
                .arrays()
                .values()
                .iterator()
                .next()
                .getManager()
                .getManagedArrays()
                .size();
    }

    private Outcome train(ComputeDevice device) {
        List<StepReport> steps = new ArrayList<>();
        try (ModuleChain chain =
                new ModuleChain(pipeline, ALL, Beginning.DRAWN, device, (report, module) -> steps.add(report))) {
            input.forEach(chain::accept);
            chain.finish();
            return new Outcome(steps, chain.state());
        }
    }

    private static void assertEqual(TrainerState actual, TrainerState expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
    }
}

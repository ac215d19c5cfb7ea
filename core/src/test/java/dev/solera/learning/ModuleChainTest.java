package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.ActivationCodec;
import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.engine.ComputeDevice;
import dev.solera.pipeline.ModuleRange;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import dev.solera.pipeline.WireDefinition.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Modules that hand on in memory, compared with the lock-step loop, whose samples go through the wire's bytes. */
class ModuleChainTest {

    private static final int STEPS = 6;

    private final PipelineDefinition pipeline = TestPipelines.small();

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldComputeTheBitsOfModulesThatStandApart(Precision precision) {
        assertSameBits(at(precision), TestPipelines.stream(pipeline, 4 * STEPS + 3, 7), "1-3");
    }

    @ParameterizedTest
    @CsvSource({"1-2", "2-3"})
    void shouldComputeTheSameBitsWhenOthersStandApart(String modules) {
        assertSameBits(at(Precision.INT8), TestPipelines.stream(pipeline, 4 * STEPS + 1, 3), modules);
    }

    @Test
    void shouldComputeTheSameBitsWhenSamplesAreHandedOnBeforeTheirBatchIsFull() {
        assertSameBits(pipeline, sparse(4 * STEPS + 2), "1-3");
    }

    @Test
    void shouldComputeTheSameBitsWhenTheStreamEndsWithoutAnEvaluation() {
        assertSameBits(pipeline, TestPipelines.stream(pipeline, 4 * STEPS + 3, 0), "1-3");
    }

    @Test
    void shouldBeAtABorderExactlyWhenItsFirstModuleWouldBeByItself() {
        for (List<Sample> input : List.of(TestPipelines.stream(pipeline, 4 * STEPS + 3, 7), sparse(4 * STEPS + 2))) {
            try (ModuleChain chain = chain(pipeline, "1-3");
                    ModuleTrainer alone = new ModuleTrainer(pipeline, 1, report -> {})) {
                for (Sample sample : input) {
                    chain.accept(sample);
                    alone.accept(sample);

                    assertThat(chain.isAtBorder()).isEqualTo(alone.isAtBorder());
                    assertThat(chain.step()).isEqualTo(alone.module().step());
                    if (alone.isAtBorder()) {
                        assertThat(chain.progress()).isEqualTo(alone.progress());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "1-3"})
    void shouldHandOnTheSameInFewArraysWhenTheyAreGivenBack(String modules) {
        // given
        List<Sample> input = TestPipelines.stream(pipeline, 4 * STEPS + 3, 7);
        List<float[]> kept = new ArrayList<>();
        try (ModuleChain chain = chain(pipeline, modules)) {
            input.forEach(sample -> chain.accept(sample).forEach(done -> kept.add(done.values())));
        }
        Set<float[]> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        List<float[]> copied = new ArrayList<>();

        // when
        try (ModuleChain chain = chain(pipeline, modules)) {
            for (Sample sample : input) {
                List<Sample> done = chain.accept(sample);
                done.forEach(output -> copied.add(output.values().clone()));
                done.forEach(output -> arrays.add(output.values()));
                done.forEach(chain::giveBack);
            }
        }

        // then
        assertThat(copied.toArray()).isEqualTo(kept.toArray());
        assertThat(arrays).hasSizeLessThan(kept.size() / 2);
    }

    @Test
    void shouldTellTheStepsOfEveryModuleInTheOrderInWhichTheyAreMade() {
        // given
        List<String> told = new ArrayList<>();
        try (ModuleChain chain =
                new ModuleChain(pipeline, range("2-3"), (report, module) -> told.add(module + ":" + report.step()))) {
            // when
            upstream(pipeline, TestPipelines.stream(pipeline, 8, 0), 1).forEach(chain::accept);
        }

        // then
        assertThat(told).containsExactly("2:1", "3:1", "2:2", "3:2");
    }

    @Test
    void shouldGoOnToTheSameBitsWhenRestoredAtAnyBorder() {
        // given
        List<Sample> input = TestPipelines.stream(pipeline, 4 * STEPS, 6);
        List<TrainerState> borders = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        Map<Integer, Map<String, float[]>> end;
        try (ModuleChain undisturbed = chain(pipeline, "1-3")) {
            for (int i = 0; i < input.size(); i++) {
                undisturbed.accept(input.get(i));
                if (undisturbed.isAtBorder()) {
                    borders.add(undisturbed.state());
                    places.add(i + 1);
                }
            }
            end = bits(undisturbed, range("1-3"));
        }
        assertThat(places).hasSizeGreaterThanOrEqualTo(STEPS);

        for (int border = 0; border < borders.size(); border++) {
            // when
            try (ModuleChain restored = ModuleChain.restored(
                    pipeline, range("1-3"), borders.get(border), ComputeDevice.CPU, (report, module) -> {})) {
                input.subList(places.get(border), input.size()).forEach(restored::accept);

                // then
                bits(restored, range("1-3")).forEach((number, values) -> Bits.assertEqual(values, end.get(number)));
                assertThat(restored.progress().trained()).isEqualTo(4 * STEPS);
            }
        }
    }

    @Test
    void shouldRefuseAStateWhenItIsOfFewerModules() {
        try (ModuleChain chain = chain(pipeline, "1-2")) {
            TrainerState state = chain.state();

            assertThatThrownBy(() -> ModuleChain.restored(
                            pipeline, range("1-3"), state, ComputeDevice.CPU, (report, module) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("state is one of 2 modules; allowed: 3, the modules 1-3");
        }
    }

    @Test
    void shouldRefuseAStateWhenItsModulesAreAtDifferentSteps() {
        try (LearningModule module = LearningModule.initial(pipeline, 1)) {
            ModuleState first = module.state();
            ModuleState later = new ModuleState(1, first.parameters(), first.optimiser());

            assertThatThrownBy(() -> new TrainerState(List.of(first, later), TrainerState.Progress.NONE))
                    .hasMessage("steps of the modules are [0, 1]; allowed: one module or more, the same step");
        }
    }

    /** The modules in one chain, those beside it apart: parameters and what comes out are the loop's. */
    private static void assertSameBits(PipelineDefinition pipeline, List<Sample> input, String modules) {
        ModuleRange range = range(modules);
        List<Sample> expected = new ArrayList<>();
        try (LockStepLoop loop = new LockStepLoop(pipeline);
                ModuleChain chain = chain(pipeline, modules)) {
            loop.run(input, range.last() == pipeline.depth() ? expected::add : top -> {});
            assertThat(loop.trainer(1).progress().untrained()).isPositive();

            // when
            ActivationCodec wire = ActivationCodec.of(pipeline, range.last());
            List<Sample> output = new ArrayList<>();
            for (Sample sample : upstream(pipeline, input, range.first() - 1)) {
                chain.accept(sample).forEach(done -> output.add(wire.travelled(done)));
            }
            chain.finish().forEach(done -> output.add(wire.travelled(done)));

            // then
            bits(chain, range)
                    .forEach((number, values) -> Bits.assertEqual(
                            values, Bits.of(loop.trainer(number).module())));
            assertThat(chain.progress()).isEqualTo(loop.trainer(range.last()).progress());
            assertThat(output).extracting(Sample::sequence).isEqualTo(sequences(input));
            assertThat(output)
                    .extracting(Sample::purpose)
                    .isEqualTo(input.stream().map(Sample::purpose).toList());
            for (int i = 0; i < expected.size(); i++) {
                assertThat(output.get(i).values()).isEqualTo(expected.get(i).values());
            }
        }
    }

    /** What modules 1 to {@code top} hand on, each by itself and through the bytes of the wire. */
    private static List<Sample> upstream(PipelineDefinition pipeline, List<Sample> input, int top) {
        List<Sample> samples = input;
        for (int number = 1; number <= top; number++) {
            List<Sample> done = new ArrayList<>();
            try (ModuleTrainer trainer = new ModuleTrainer(pipeline, number, report -> {})) {
                samples.forEach(sample -> done.addAll(trainer.accept(sample)));
                done.addAll(trainer.finish());
            }
            ActivationCodec codec = ActivationCodec.of(pipeline, number);
            samples = done.stream()
                    .flatMap(sample -> codec.decode(codec.encode(List.of(sample))).stream())
                    .toList();
        }
        return samples;
    }

    /** Training samples so far apart that others are handed on before a batch is full. */
    private List<Sample> sparse(int training) {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < training * 9; i++) {
            samples.add(TestPipelines.sample(pipeline, i, i % 9 == 1 ? Purpose.TRAIN : Purpose.HELD_OUT));
        }
        return samples;
    }

    private PipelineDefinition at(Precision precision) {
        return PipelineDefinitions.parse(PipelineDefinitions.format(pipeline)
                .replaceAll("precision: \"bfloat16\"", "precision: " + PipelineDefinitions.word(precision)));
    }

    private static ModuleChain chain(PipelineDefinition pipeline, String modules) {
        return new ModuleChain(pipeline, range(modules), (report, module) -> {});
    }

    private static ModuleRange range(String modules) {
        return ModuleRange.parse("modules", modules);
    }

    private static Map<Integer, Map<String, float[]>> bits(ModuleChain chain, ModuleRange modules) {
        Map<Integer, Map<String, float[]>> bits = new TreeMap<>();
        modules.numbers().forEach(number -> bits.put(number, Bits.of(chain.module(number))));
        return bits;
    }

    private static List<Long> sequences(List<Sample> samples) {
        return samples.stream().map(Sample::sequence).toList();
    }
}

package dev.solera.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.solera.activation.MalformedRecordException;
import dev.solera.activation.Purpose;
import dev.solera.activation.Sample;
import dev.solera.definition.ActivationShape;
import dev.solera.engine.ComputeDevice;
import dev.solera.objective.Batch;
import dev.solera.pipeline.PipelineDefinition;
import dev.solera.pipeline.PipelineDefinitions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which samples form a batch, and what becomes of the others. */
class ModuleTrainerTest {

    /** Two steps of warm-up, three of decay in batches of four. */
    private static final PipelineDefinition SCHEDULED =
            TestPipelines.small("{peak: 2e-3, warm-up: 8, decay: linear, samples: 20, floor: 5e-5}");

    private final PipelineDefinition pipeline = TestPipelines.small();

    @Test
    void shouldHandOnEverySampleOnceAndInOrder() {
        // given
        List<Sample> input = TestPipelines.stream(pipeline, 4 * 5 + 3, 7);
        List<Sample> output = new ArrayList<>();
        List<StepReport> reports = new ArrayList<>();

        // when
        try (ModuleTrainer trainer = new ModuleTrainer(pipeline, 1, reports::add)) {
            input.forEach(sample -> output.addAll(trainer.accept(sample)));
            output.addAll(trainer.finish());

            // then
            assertThat(output).extracting(Sample::sequence).isEqualTo(sequences(input));
            assertThat(output)
                    .extracting(Sample::purpose)
                    .isEqualTo(input.stream().map(Sample::purpose).toList());
            assertThat(trainer.progress().trained()).isEqualTo(20);
            assertThat(trainer.progress().untrained()).isEqualTo(3);
            assertThat(reports).extracting(StepReport::step).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(reports)
                    .allSatisfy(report -> assertThat(report.loss()).isFinite().isPositive());
        }
    }

    @Test
    void shouldLeaveParametersAloneWhenSamplesAreHeldOut() {
        // given
        List<Sample> heldOut = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            heldOut.add(TestPipelines.sample(pipeline, i, Purpose.HELD_OUT));
        }

        try (ModuleTrainer trainer = new ModuleTrainer(pipeline, 2, report -> {})) {
            Map<String, float[]> before = Bits.of(trainer.module());

            // when
            List<Sample> output = new ArrayList<>();
            heldOut.forEach(sample ->
                    output.addAll(trainer.accept(sample.with(ActivationShape.sequence(8, 127), new float[8 * 127]))));
            output.addAll(trainer.finish());

            // then
            assertThat(output).hasSize(9);
            Bits.assertEqual(Bits.of(trainer.module()), before);
        }
    }

    @Test
    void shouldEncodeHeldOutSamplesWithTheParametersBeforeTheUpdate() {
        // given: a held-out sample inside the first batch
        Sample heldOut = TestPipelines.sample(pipeline, 2, Purpose.HELD_OUT);
        List<Sample> input = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            input.add(i == 2 ? heldOut : TestPipelines.sample(pipeline, i, Purpose.TRAIN));
        }

        try (ModuleTrainer trainer = new ModuleTrainer(pipeline, 1, report -> {});
                LearningModule untouched = LearningModule.initial(pipeline, 1)) {
            // when
            List<Sample> output = new ArrayList<>();
            input.forEach(sample -> output.addAll(trainer.accept(sample)));

            // then
            assertThat(output.get(2).values())
                    .isEqualTo(untouched.encode(List.of(heldOut.values())).get(0));
        }
    }

    @Test
    void shouldKeepFewSamplesAndTrainOnTheSameBatchesWhenHeldOutOnesComeBehindAPartialOne() {
        // given two training samples, many held-out ones, and the rest of two batches
        List<Sample> input = new ArrayList<>();
        List<Sample> training = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            boolean heldOut = i >= 2 && i < 144;
            input.add(TestPipelines.sample(pipeline, i, heldOut ? Purpose.HELD_OUT : Purpose.TRAIN));
            if (!heldOut) {
                training.add(input.get(i));
            }
        }
        try (ModuleTrainer trainer = new ModuleTrainer(pipeline, 1, report -> {});
                ModuleTrainer undisturbed = new ModuleTrainer(pipeline, 1, report -> {})) {
            List<Sample> output = new ArrayList<>();
            for (int i = 0; i < input.size(); i++) {
                // when
                output.addAll(trainer.accept(input.get(i)));

                // then
                assertThat(i + 1 - output.size()).as("samples that wait").isLessThan(4 * pipeline.batch());
                assertThat(trainer.isAtBorder()).isEqualTo(i == 145 || i == 149);
            }
            assertThat(output).extracting(Sample::sequence).isEqualTo(sequences(input));
            assertThat(trainer.progress().trained()).isEqualTo(8);
            training.forEach(undisturbed::accept);
            Bits.assertEqual(Bits.of(trainer.module()), Bits.of(undisturbed.module()));
        }
    }

    @Test
    void shouldHandOnASampleOnceAndCountItUntrainedWhenItsBatchNeverFills() {
        // given
        List<Sample> input = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            input.add(TestPipelines.sample(pipeline, i, i % 20 == 3 ? Purpose.TRAIN : Purpose.HELD_OUT));
        }
        input.add(TestPipelines.sample(pipeline, 40, Purpose.EVALUATE_TRAIN));
        try (ModuleTrainer trainer = new ModuleTrainer(pipeline, 1, report -> {})) {
            List<Sample> output = new ArrayList<>();

            // when
            input.forEach(sample -> output.addAll(trainer.accept(sample)));
            output.addAll(trainer.finish());

            // then
            assertThat(output).extracting(Sample::sequence).isEqualTo(sequences(input));
            assertThat(trainer.progress().trained()).isZero();
            assertThat(trainer.progress().untrained()).isEqualTo(2);
            assertThat(trainer.isAtBorder()).isTrue();
        }
    }

    @Test
    void shouldRefuseATrainingSampleWhenEvaluationHasBegun() {
        try (ModuleTrainer trainer = new ModuleTrainer(pipeline, 1, report -> {})) {
            trainer.accept(TestPipelines.sample(pipeline, 0, Purpose.EVALUATE_TRAIN));

            assertThatThrownBy(() -> trainer.accept(TestPipelines.sample(pipeline, 1, Purpose.TRAIN)))
                    .hasMessageContaining("sample 1 is for training");
        }
    }

    @Test
    void shouldGoOnToTheSameBitsWhenRestoredAtAnyBorder() {
        assertGoesOnAtAnyBorder(pipeline, TestPipelines.stream(pipeline, 4 * 6, 6));
    }

    /** Borders are in the middle of the warm-up, at its end, in the middle of the decay and behind it. */
    @Test
    void shouldGoOnToTheSameBitsWhenRestoredAnywhereInASchedule() {
        assertGoesOnAtAnyBorder(SCHEDULED, TestPipelines.stream(SCHEDULED, 4 * 6, 6));
    }

    @Test
    void shouldTellTheRateOfEveryStepOfASchedule() {
        // given
        List<Double> rates = new ArrayList<>();

        // when
        try (ModuleTrainer trainer = new ModuleTrainer(SCHEDULED, 1, report -> rates.add(report.learningRate()))) {
            TestPipelines.stream(SCHEDULED, 4 * 6, 0).forEach(trainer::accept);
        }

        // then
        assertThat(rates)
                .usingElementComparator(Comparator.comparingLong(rate -> Math.round(rate * 1e12)))
                .containsExactly(1e-3, 2e-3, 1.35e-3, 7e-4, 5e-5, 5e-5);
    }

    @Test
    void shouldGoOnToTheSameBitsWhenRestoredBehindSamplesThatWereHandedOnBeforeTheirBatchWasFull() {
        // given batches whose training samples stand far apart
        List<Sample> input = new ArrayList<>();
        for (int i = 0; i < 24 * 9; i++) {
            input.add(TestPipelines.sample(pipeline, i, i % 9 == 1 ? Purpose.TRAIN : Purpose.HELD_OUT));
        }
        assertGoesOnAtAnyBorder(pipeline, input);
    }

    private static void assertGoesOnAtAnyBorder(PipelineDefinition pipeline, List<Sample> input) {
        List<float[]> expected = new ArrayList<>();
        List<TrainerState> borders = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        Map<String, float[]> end;
        try (ModuleTrainer undisturbed = new ModuleTrainer(pipeline, 1, report -> {})) {
            for (int i = 0; i < input.size(); i++) {
                undisturbed.accept(input.get(i)).forEach(sample -> expected.add(sample.values()));
                if (undisturbed.isAtBorder()) {
                    borders.add(new TrainerState(List.of(undisturbed.module().state()), undisturbed.progress()));
                    places.add(i + 1);
                }
            }
            undisturbed.finish().forEach(sample -> expected.add(sample.values()));
            end = Bits.of(undisturbed.module());
        }
        assertThat(places).hasSizeGreaterThanOrEqualTo(6);

        for (int border = 0; border < borders.size(); border++) {
            // when
            List<float[]> output = new ArrayList<>();
            try (ModuleTrainer restored = restored(pipeline, borders.get(border))) {
                input.subList(places.get(border), input.size())
                        .forEach(sample -> restored.accept(sample).forEach(done -> output.add(done.values())));
                restored.finish().forEach(done -> output.add(done.values()));

                // then
                assertThat(output).containsExactlyElementsOf(expected.subList(places.get(border), expected.size()));
                Bits.assertEqual(Bits.of(restored.module()), end);
                assertThat(restored.progress().trained()).isEqualTo(24);
            }
        }
    }

    @Test
    void shouldTrainAtItsOwnRateWhenTheModuleHasOne() {
        // given
        PipelineDefinition own = PipelineDefinitions.parse(
                PipelineDefinitions.format(pipeline).replaceFirst("- encoder:", "- learning-rate: 5e-4\n  encoder:"));
        List<Sample> input = TestPipelines.stream(pipeline, 4 * 3, 0);

        // when
        try (ModuleTrainer trainer = new ModuleTrainer(own, 1, report -> {});
                ModuleTrainer expected = new ModuleTrainer(TestPipelines.small("5e-4"), 1, report -> {})) {
            input.forEach(trainer::accept);
            input.forEach(expected::accept);

            // then
            Bits.assertEqual(Bits.of(trainer.module()), Bits.of(expected.module()));
        }
    }

    @Test
    void shouldRefuseAStateWhenItIsOfAnotherModule() {
        try (LearningModule other = LearningModule.initial(pipeline, 2)) {
            TrainerState foreign = new TrainerState(List.of(other.state()), TrainerState.Progress.NONE);

            assertThatThrownBy(() -> restored(pipeline, foreign))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("parameter encoder.0.weight has shape [8, 8, 8]; allowed: [8, 1, 10]");
        }
    }

    @Test
    void shouldRefuseAStepAndKeepItsParametersWhenTheLossIsNotFinite() {
        try (LearningModule module = LearningModule.initial(pipeline, 1)) {
            // given a batch in which one value is far beyond all others
            List<float[]> batch = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                batch.add(TestPipelines.sample(pipeline, i, Purpose.TRAIN)
                        .values()
                        .clone());
                Arrays.fill(batch.get(i), 3e38f);
            }
            Map<String, float[]> before = Bits.of(module);

            // when, then
            assertThatThrownBy(() -> module.train(new Batch(batch, new long[] {640, 640, 640, 640}, Map.of())))
                    .isInstanceOf(DivergedException.class)
                    .hasMessageStartingWith("loss of module 1 in step 1 is ")
                    .hasMessageEndingWith("; allowed: a finite number");
            Bits.assertEqual(Bits.of(module), before);
        }
    }

    @Test
    void shouldHandOutNoParametersWhenOneIsNoNumber() {
        // given a module behind a step whose gradient was not finite
        ModuleState broken;
        try (LearningModule module = LearningModule.initial(pipeline, 1)) {
            broken = module.state();
        }
        broken.parameters().get("encoder.0.weight").values()[3] = Float.NaN;

        try (LearningModule module = LearningModule.restored(pipeline, 1, broken, ComputeDevice.CPU)) {
            // when, then
            assertThatThrownBy(module::state)
                    .isInstanceOf(DivergedException.class)
                    .hasMessage(
                            "parameter encoder.0.weight of module 1 after step 0 has NaN in it; allowed: finite numbers");
            assertThatThrownBy(module::parameters).isInstanceOf(DivergedException.class);
        }
    }

    @Test
    void shouldStepThroughBatchesWithoutMovingAParameterWhenTheModuleHasNoLoss() {
        // given
        PipelineDefinition frozen = with("{objective: none}");
        List<Sample> input = TestPipelines.stream(frozen, 4 * 3, 0);
        List<Sample> output = new ArrayList<>();
        try (ModuleTrainer trainer = new ModuleTrainer(frozen, 1, report -> {});
                LearningModule untouched = LearningModule.initial(frozen, 1)) {
            // when
            input.forEach(sample -> output.addAll(trainer.accept(sample)));

            // then
            ModuleState state = trainer.module().state();
            assertThat(state.step()).isEqualTo(3);
            assertThat(state.optimiser().step()).isZero();
            assertThat(state.optimiser().means()).isEmpty();
            Bits.assertEqual(Bits.of(trainer.module()), Bits.of(untouched));
            assertThat(output).hasSize(input.size());
            List<float[]> first =
                    input.subList(0, 4).stream().map(Sample::values).toList();
            assertThat(output.subList(0, 4).stream().map(Sample::values).toList())
                    .containsExactlyElementsOf(untouched.encode(first));
        }
    }

    @Test
    void shouldLearnFromTheLabelThatTheLossAsksForAndFromNoOther() {
        PipelineDefinition supervised = with("{objective: cross-entropy, label: digit, classes: 3}");

        Map<String, float[]> learned = trained(supervised, Map.of("digit", 1));

        Bits.assertEqual(trained(supervised, Map.of("digit", 1, "speaker", 2)), learned);
        assertThat(trained(supervised, Map.of("digit", 2)).get("classifier.bias"))
                .isNotEqualTo(learned.get("classifier.bias"));
    }

    @Test
    void shouldNameTheLabelsThatThereAreWhenSamplesLackTheOneThatTheLossAsksFor() {
        PipelineDefinition supervised = with("{objective: cross-entropy, label: digit, classes: 3}");

        assertThatThrownBy(() -> trained(supervised, Map.of("speaker", 1, "index", 1)))
                .isInstanceOf(MalformedRecordException.class)
                .hasMessage(
                        "label digit of sample 0, from which module 1 learns, is missing; allowed: one of those that it"
                                + " carries, [index, speaker]");
    }

    @Test
    void shouldRefuseALabelThatHasAValueATimeStep() {
        PipelineDefinition supervised = with("{objective: cross-entropy, label: phone, classes: 3}");
        Sample sample = labelled(supervised, 0, Map.of("phone", new int[] {0, 1, 2}));
        try (ModuleTrainer trainer = new ModuleTrainer(supervised, 1, report -> {})) {
            List.of(0, 1, 2).forEach(i -> trainer.accept(sample));

            assertThatThrownBy(() -> trainer.accept(sample))
                    .hasMessage(
                            "label phone of sample 0, from which module 1 learns, is 3 values; allowed: one value a sample");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 3})
    void shouldNameTheModuleAndTheSampleWhenALabelIsOutOfRange(int value) {
        PipelineDefinition supervised = with("{objective: cross-entropy, label: digit, classes: 3}");
        try (ModuleTrainer trainer = new ModuleTrainer(supervised, 1, report -> {})) {
            List.of(0, 1, 2).forEach(i -> trainer.accept(labelled(supervised, i, Map.of("digit", new int[] {i}))));
            Sample wrong = labelled(supervised, 3, Map.of("digit", new int[] {value}));

            assertThatThrownBy(() -> trainer.accept(wrong))
                    .hasMessage(
                            "label digit of sample 3, from which module 1 learns, is %d; allowed: 0 to 2, or -1 where it is unknown",
                            value);
        }
    }

    /** A module with a loss of its own, and a second one. */
    private static PipelineDefinition with(String loss) {
        return PipelineDefinitions.parse("""
                pipeline: two
                input: {kind: audio, sample-rate: 8000, window: 640}
                batch: 4
                learning-rate: 1e-3
                seed: 11
                modules:
                  - encoder: [{channels: 8, kernel: 10, stride: 5, padding: 2}]
                    loss: %s
                  - context: {hidden: 6}
                    loss: {objective: cross-entropy, label: digit, classes: 3}
                """.formatted(loss));
    }

    /** Its parameters after a step on samples that all have these labels. */
    private static Map<String, float[]> trained(PipelineDefinition pipeline, Map<String, Integer> labels) {
        Map<String, int[]> each = new HashMap<>();
        labels.forEach((label, value) -> each.put(label, new int[] {value}));
        try (ModuleTrainer trainer = new ModuleTrainer(pipeline, 1, report -> {})) {
            List.of(0, 1, 2, 3).forEach(i -> trainer.accept(labelled(pipeline, i, each)));
            assertThat(trainer.module().step()).isEqualTo(1);
            return Bits.of(trainer.module());
        }
    }

    private static Sample labelled(PipelineDefinition pipeline, int sequence, Map<String, int[]> labels) {
        Sample plain = TestPipelines.sample(pipeline, sequence, Purpose.TRAIN);
        return new Sample(sequence, Purpose.TRAIN, sequence, plain.valid(), labels, plain.shape(), plain.values());
    }

    private static ModuleTrainer restored(PipelineDefinition pipeline, TrainerState state) {
        return ModuleTrainer.restored(
                pipeline, 1, state.modules().get(0), ComputeDevice.CPU, state.progress(), report -> {});
    }

    private static List<Long> sequences(List<Sample> samples) {
        return samples.stream().map(Sample::sequence).toList();
    }
}
